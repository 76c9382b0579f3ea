import {
  type Expr,
  f32,
  f32x4,
  type FunctionBuilder,
  type FunctionHandle,
  i32,
  type Local,
  madd,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import { minimum } from '../gemm/minimum.ts';
import { transpose4 } from '../gemm/transpose.ts';

/** Vectors of a row that are summed alone, so that long sums lose fewer digits. */
const blockVectors = 256;

const parameters = {
  rows: 'i32',
  columns: 'i32',
  depth: 'i32',
  a: 'i32',
  aRow: 'i32',
  b: 'i32',
  bColumn: 'i32',
  initial: 'i32',
  initialRow: 'i32',
  initialColumn: 'i32',
  c: 'i32',
  cRow: 'i32',
  cColumn: 'i32',
  floor: 'f32',
} as const;

type Integers = Exclude<keyof typeof parameters, 'floor'>;
type Locals = Readonly<Record<Integers, Local<'i32'>>> & { readonly floor: Local<'f32'> };

export type MultiplyDots = FunctionHandle<typeof parameters, undefined>;

type Four<T> = readonly [T, T, T, T];

function four<T>(make: (i: number) => T): Four<T> {
  return [make(0), make(1), make(2), make(3)];
}

/** The sums over k of a[i][k] b[j][k] for some rows i and groups of four columns j: one vector for each row and group. */
function dots(
  f: FunctionBuilder,
  rows: readonly Local<'i32'>[],
  groups: readonly Four<Local<'i32'>>[],
  depth: Local<'i32'>,
): Local<'v128'>[][] {
  const zero = f.let(f32x4.splat(0));
  const totals = rows.map(() => groups.map(() => f.let(zero)));
  const left = f.let(i32.shr_u(depth, 2));
  f.while(i32.gt_s(left, 0), () => {
    const count = f.let(minimum(left, blockVectors));
    const sums = rows.map(() => groups.map(() => four(() => f.let(zero))));
    f.repeat(count, () => {
      const factors = rows.map((row) => f.let(v128.load(row, 0, 4)));
      for (const [g, columns] of groups.entries()) {
        for (const [j, column] of columns.entries()) {
          const y = f.let(v128.load(column, 0, 4));
          for (const [i, x] of factors.entries()) {
            const sum = sums[i]![g]![j]!;
            f.set(sum, madd(x, y, sum));
          }
        }
      }
      for (const pointer of [...rows, ...groups.flat()]) f.set(pointer, i32.add(pointer, 16));
    });
    for (const [i, ofRow] of sums.entries()) {
      for (const [g, ofGroup] of ofRow.entries()) {
        const [s0, s1, s2, s3] = transpose4(f, ofGroup);
        const sum = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
        f.set(totals[i]![g]!, f32x4.add(totals[i]![g]!, sum));
      }
    }
    f.set(left, i32.sub(left, count));
  });
  f.repeat(i32.and(depth, 3), () => {
    for (const [g, columns] of groups.entries()) {
      let y: Expr<'v128'> = v128.load32_splat(columns[0]);
      for (const j of [1, 2, 3] as const) y = f32x4.replace_lane(y, j, f32.load(columns[j]));
      const column = f.let(y);
      for (const [i, row] of rows.entries()) {
        const total = totals[i]![g]!;
        f.set(total, madd(v128.load32_splat(row), column, total));
      }
    }
    for (const pointer of [...rows, ...groups.flat()]) f.set(pointer, i32.add(pointer, 4));
  });
  return totals;
}

/** Writes the first `columns` of four neighbours in a row of C, none where it is not positive. */
function writeFour(
  f: FunctionBuilder,
  p: Locals,
  total: Local<'v128'>,
  columns: Expr<'i32'>,
  initial: Expr<'i32'>,
  c: Expr<'i32'>,
): void {
  const [from, to] = [f.let(initial), f.let(c)];
  f.block((done) => {
    for (let j = 0; j < 4; j++) {
      f.br_if(done, i32.le_s(columns, j));
      const sum = f.let(f32x4.extract_lane(total, j));
      f.if(p.initial, () => {
        f.set(sum, f32.add(f32.load(from), sum));
        f.set(from, i32.add(from, p.initialColumn));
      });
      f.store(to, f32.select(p.floor, sum, f32.lt(sum, p.floor)));
      f.set(to, i32.add(to, p.cColumn));
    }
  });
}

/** All rows, `height` at a time, by groups of four columns; columns behind the last repeat it and are not stored. */
function defineDots(module: ModuleBuilder, height: number, groups: number): MultiplyDots {
  const name = `dots${height}x${4 * groups}`;
  return module.function(name, { parameters, exported: false }, (f, p) => {
    f.while(i32.ge_s(p.rows, height), () => {
      const rows = Array.from({ length: height }, (_, i) =>
        f.let(i32.add(p.a, i32.mul(p.aRow, i))),
      );
      const column = (j: number): Local<'i32'> => {
        const at = minimum(j, i32.sub(p.columns, 1));
        return f.let(i32.add(p.b, i32.mul(at, p.bColumn)));
      };
      const pointers = Array.from({ length: groups }, (_, g) => four((j) => column(4 * g + j)));
      for (const [i, totals] of dots(f, rows, pointers, p.depth).entries()) {
        for (const [g, total] of totals.entries()) {
          const at = (pointer: Expr<'i32'>, row: Expr<'i32'>, step: Expr<'i32'>) =>
            i32.add(pointer, i32.add(i32.mul(row, i), i32.mul(step, 4 * g)));
          const initial = at(p.initial, p.initialRow, p.initialColumn);
          const c = at(p.c, p.cRow, p.cColumn);
          writeFour(f, p, total, i32.sub(p.columns, 4 * g), initial, c);
        }
      }
      f.set(p.a, i32.add(p.a, i32.mul(p.aRow, height)));
      f.set(p.c, i32.add(p.c, i32.mul(p.cRow, height)));
      f.if(p.initial, () => f.set(p.initial, i32.add(p.initial, i32.mul(p.initialRow, height))));
      f.set(p.rows, i32.sub(p.rows, height));
    });
  });
}

/**
 * C = max(A B (+ initial), floor) where the numbers of each row of A and of each column of B lie side by side: one scalar product
 * for each element. Rows and columns of `initial` and C may have any strides (bytes); `initial` 0 adds nothing.
 */
export function defineMultiplyDots(module: ModuleBuilder): MultiplyDots {
  const pairs = defineDots(module, 2, 1);
  const single = defineDots(module, 1, 2);
  return module.function('multiplyDots', { parameters, exported: false }, (f, p) => {
    const even = f.let(i32.and(p.rows, -2));
    const sweep = (dotsOf: MultiplyDots, rows: Expr<'i32'>, width: number): void => {
      const [columns, b, c, initial] = [p.columns, p.b, p.c, p.initial].map((own) => f.let(own));
      f.while(i32.gt_s(columns!, 0), () => {
        f.call(dotsOf, { ...p, rows, columns: columns!, b: b!, c: c!, initial: initial! });
        f.set(b!, i32.add(b!, i32.mul(p.bColumn, width)));
        f.set(c!, i32.add(c!, i32.mul(p.cColumn, width)));
        f.if(initial!, () => f.set(initial!, i32.add(initial!, i32.mul(p.initialColumn, width))));
        f.set(columns!, i32.sub(columns!, width));
      });
    };
    f.if(even, () => sweep(pairs, even, 4));
    f.if(i32.and(p.rows, 1), () => {
      f.set(p.a, i32.add(p.a, i32.mul(p.aRow, even)));
      f.set(p.c, i32.add(p.c, i32.mul(p.cRow, even)));
      f.if(p.initial, () => f.set(p.initial, i32.add(p.initial, i32.mul(p.initialRow, even))));
      sweep(single, i32.const(1), 8);
    });
  });
}
