import {
  type Expr,
  f32,
  f32x4,
  type FunctionBuilder,
  i32,
  type Local,
  madd,
} from '../assembler/index.ts';
import { eachVector } from '../vector/each-vector.ts';
import { sumOfLanes } from '../vector/math.ts';

/** Rows that are visited in one pass, so that what they share is read once: as many as possible. */
const groupSizes = [3, 2, 1] as const;

/** A list of rows, and a number for each: where both lists start, and how long they are. */
export interface RowList {
  /** Addresses of the rows, as words. */
  readonly rows: Expr<'i32'>;
  readonly numbers: Expr<'i32'>;
  readonly count: Local<'i32'>;
}

type Pointer = Local<'i32'>;

/** Runs a body on the groups of a list. */
function eachGroup(
  f: FunctionBuilder,
  list: RowList,
  sizes: readonly number[],
  body: (rows: readonly Pointer[], numbers: Pointer) => void,
): void {
  const [row, number, left] = [f.let(list.rows), f.let(list.numbers), f.let(list.count)];
  for (const size of sizes) {
    f.while(i32.ge_s(left, size), () => {
      body(
        Array.from({ length: size }, (_, k) => f.let(i32.load(row, 4 * k))),
        number,
      );
      f.set(row, i32.add(row, 4 * size));
      f.set(number, i32.add(number, 4 * size));
      f.set(left, i32.sub(left, size));
    });
  }
}

/** The numbers of a group, each in all lanes. */
function splats(f: FunctionBuilder, rows: readonly Pointer[], numbers: Pointer): Local<'v128'>[] {
  return rows.map((_, k) => f.let(f32x4.splat(f32.load(numbers, 4 * k))));
}

/** numbers[k] = h · rows[k]. */
export function dotRows(f: FunctionBuilder, list: RowList, h: Pointer, size: Pointer): void {
  eachGroup(f, list, groupSizes, (rows, numbers) => {
    const own = f.let(h);
    const pointers = rows.map((row) => f.let(row));
    const sums = rows.map(() => [0, 1].map(() => f.let(f32x4.splat(0))));
    eachVector(
      f,
      size,
      [own, ...pointers],
      (lanes) => {
        const x = f.let(lanes.only(lanes.load(own)));
        pointers.forEach((pointer, k) => {
          const sum = sums[k]![lanes.slot]!;
          f.set(sum, madd(lanes.load(pointer), x, sum));
        });
      },
      2,
    );
    sums.forEach(([even, odd], k) => {
      f.store(numbers, sumOfLanes(f, f32x4.add(even!, odd!)), 4 * k);
    });
  });
}

/** change += Σ numbers[k] rows[k]; rows[k] += numbers[k] h. The rows must be different ones. */
export function updateRows(
  f: FunctionBuilder,
  list: RowList,
  h: Pointer,
  change: Pointer,
  size: Pointer,
): void {
  eachGroup(f, list, groupSizes, (rows, numbers) => {
    const g = splats(f, rows, numbers);
    const [own, sum] = [f.let(h), f.let(change)];
    eachVector(
      f,
      size,
      [own, sum, ...rows],
      (lanes) => {
        const x = f.let(lanes.load(own));
        const total = f.let(lanes.load(sum));
        rows.forEach((row, k) => {
          const v = f.let(lanes.load(row));
          f.set(total, madd(g[k]!, v, total));
          lanes.store(row, madd(g[k]!, x, v));
        });
        lanes.store(sum, total);
      },
      2,
    );
  });
}

/** target += Σ numbers[k] rows[k]. */
export function addRows(f: FunctionBuilder, list: RowList, target: Pointer, size: Pointer): void {
  eachGroup(f, list, groupSizes, (rows, numbers) => {
    const g = splats(f, rows, numbers);
    const to = f.let(target);
    eachVector(
      f,
      size,
      [to, ...rows],
      (lanes) => {
        const total = f.let(lanes.load(to));
        rows.forEach((row, k) => f.set(total, madd(g[k]!, lanes.load(row), total)));
        lanes.store(to, total);
      },
      2,
    );
  });
}

/** rows[k] += numbers[k] source, one after the other: a row that comes twice gets both. */
export function addToRows(f: FunctionBuilder, list: RowList, source: Pointer, size: Pointer): void {
  eachGroup(f, list, [1], ([row], numbers) => {
    const g = f.let(f32x4.splat(f32.load(numbers)));
    const from = f.let(source);
    eachVector(
      f,
      size,
      [from, row!],
      (lanes) => lanes.store(row!, madd(g, lanes.load(from), lanes.load(row!))),
      2,
    );
  });
}
