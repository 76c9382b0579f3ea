import {
  type Expr,
  f32x4,
  type FunctionBuilder,
  i32,
  type Local,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import { eachVector } from '../vector/each-vector.ts';
import { addresses } from './each-row.ts';
import type { Folding } from './reduce-functions.ts';

/** Rows that are folded in registers before they join the output: long sums round more. */
const band = 32;
/** Vectors of columns that are folded together: they share a cache line. */
const together = 4;

/** Folds [outer, size, inner] to [outer, inner], for `width` of the inner elements. */
export function defineColumns(module: ModuleBuilder, name: string, folding: Folding): void {
  const parameters = {
    thread: 'i32',
    outer: 'i32',
    size: 'i32',
    inner: 'i32',
    width: 'i32',
    input: 'i32',
    output: 'i32',
  } as const;
  module.function(name, { parameters }, (f, p) => {
    const { input, output } = addresses(f, p, 'input', 'output');
    const rowBytes = f.let(i32.shl(p.inner, 2));
    f.repeat(p.outer, () => {
      const clear = f.let(output);
      const initial = f.let(f32x4.splat(folding.initial));
      eachVector(f, p.width, [clear], (lanes) => lanes.store(clear, initial));
      const left = f.let(p.size);
      f.while(i32.gt_s(left, 0), () => {
        const rows = f.let(i32.select(left, i32.const(band), i32.lt_s(left, band)));
        foldBand(f, { rows, width: p.width, rowBytes, input, output }, folding);
        f.set(input, i32.add(input, i32.mul(rows, rowBytes)));
        f.set(left, i32.sub(left, rows));
      });
      f.set(output, i32.add(output, rowBytes));
    });
  });
}

interface Band {
  readonly rows: Local<'i32'>;
  readonly width: Local<'i32'>;
  readonly rowBytes: Local<'i32'>;
  readonly input: Local<'i32'>;
  readonly output: Local<'i32'>;
}

/** Folds a few rows into the output: four vectors of columns at a time, then one, then columns one by one. */
function foldBand(
  f: FunctionBuilder,
  { rows, width, rowBytes, input, output }: Band,
  folding: Folding,
): void {
  const [column, to] = [f.let(input), f.let(output)];
  const step = (vectors: number, load: typeof loadVector, bytes: number, store: Store): void => {
    const totals = Array.from({ length: vectors }, () => f.let(f32x4.splat(folding.initial)));
    const notNumbers = totals.map(() => f.let(f32x4.splat(0)));
    const at = f.let(column);
    f.repeat(rows, () => {
      totals.forEach((total, slot) => {
        const x = f.let(load(at, slot));
        f.set(total, folding.merge(total, x));
        if (folding.passesNaN) f.set(notNumbers[slot]!, v128.or(notNumbers[slot]!, f32x4.ne(x, x)));
      });
      f.set(at, i32.add(at, rowBytes));
    });
    totals.forEach((total, slot) => {
      const before = f.let(load(to, slot));
      const merged = folding.merge(before, total);
      const result = folding.passesNaN
        ? // All bits where one of the two is NaN.
          v128.or(v128.or(merged, notNumbers[slot]!), f32x4.ne(before, before))
        : merged;
      store(result, slot);
    });
    for (const pointer of [column, to]) f.set(pointer, i32.add(pointer, bytes));
  };
  const vectors = i32.shr_u(width, 2);
  const storeVector: Store = (value, slot) => f.store(to, value, 16 * slot, 4);
  f.repeat(i32.div_u(vectors, together), () =>
    step(together, loadVector, 16 * together, storeVector),
  );
  f.repeat(i32.rem_u(vectors, together), () => step(1, loadVector, 16, storeVector));
  f.repeat(i32.and(width, 3), () =>
    step(
      1,
      (at) => v128.load32_splat(at),
      4,
      (value) => f.store32_lane(to, value, 0),
    ),
  );
}

/** The vector of a column's slot. */
function loadVector(at: Expr<'i32'>, slot: number): Expr<'v128'> {
  return v128.load(at, 16 * slot, 4);
}

type Store = (value: Expr<'v128'>, slot: number) => void;
