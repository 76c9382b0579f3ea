import {
  f32,
  f32x4,
  type FunctionBuilder,
  i32,
  type Local,
  madd,
  type ModuleBuilder,
  v128,
} from '../assembler/index.ts';
import { transpose4 } from './transpose.ts';

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
} as const;

type Four<T> = readonly [T, T, T, T];

/** The sums over k of a[k] b[j][k] for four j. */
function fourDots(
  f: FunctionBuilder,
  row: Local<'i32'>,
  columns: Four<Local<'i32'>>,
  depth: Local<'i32'>,
): Local<'v128'> {
  const zero = () => f.let(f32x4.splat(0));
  const sums = [zero(), zero(), zero(), zero()] as const;
  f.repeat(i32.shr_u(depth, 2), () => {
    const x = f.let(v128.load(row, 0, 4));
    for (const [j, column] of columns.entries()) {
      f.set(sums[j]!, madd(x, v128.load(column, 0, 4), sums[j]!));
      f.set(column, i32.add(column, 16));
    }
    f.set(row, i32.add(row, 16));
  });
  const [s0, s1, s2, s3] = transpose4(f, sums);
  const total = f.let(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
  f.repeat(i32.and(depth, 3), () => {
    const x = f.let(v128.load32_splat(row));
    let y: ReturnType<typeof f32x4.splat> = v128.load32_splat(columns[0]);
    for (const j of [1, 2, 3] as const) y = f32x4.replace_lane(y, j, f32.load(columns[j]));
    f.set(total, madd(x, y, total));
    for (const pointer of [row, ...columns]) f.set(pointer, i32.add(pointer, 4));
  });
  return total;
}

/**
 * C = A B (+ initial) where the numbers of each row of A and of each column of B lie side by side: one scalar product for each
 * element, for few rows. Rows and columns of `initial` and C may have any strides (bytes); `initial` 0 adds nothing.
 */
export function defineMultiplyDots(module: ModuleBuilder): void {
  module.function('multiplyDots', { parameters }, (f, p) => {
    f.while(i32.gt_s(p.columns, 0), () => {
      const [a, c, initial] = [f.let(p.a), f.let(p.c), f.let(p.initial)];
      const last = f.let(i32.sub(p.columns, 1));
      f.repeat(p.rows, () => {
        const row = f.let(a);
        const column = (j: number) =>
          f.let(i32.add(p.b, i32.mul(i32.select(j, last, i32.gt_s(last, j)), p.bColumn)));
        const columns = [column(0), column(1), column(2), column(3)] as const;
        const total = fourDots(f, row, columns, p.depth);
        const [to, add] = [f.let(c), f.let(initial)];
        f.block((done) => {
          for (let j = 0; j < 4; j++) {
            const sum = f.let(f32x4.extract_lane(total, j));
            f.if(initial, () => {
              f.set(sum, f32.add(f32.load(add), sum));
              f.set(add, i32.add(add, p.initialColumn));
            });
            f.store(to, sum);
            f.br_if(done, i32.eq(last, j));
            f.set(to, i32.add(to, p.cColumn));
          }
        });
        f.set(a, i32.add(a, p.aRow));
        f.set(c, i32.add(c, p.cRow));
        f.if(initial, () => f.set(initial, i32.add(initial, p.initialRow)));
      });
      f.set(p.b, i32.add(p.b, i32.shl(p.bColumn, 2)));
      f.set(p.c, i32.add(p.c, i32.shl(p.cColumn, 2)));
      f.if(p.initial, () => f.set(p.initial, i32.add(p.initial, i32.shl(p.initialColumn, 2))));
      f.set(p.columns, i32.sub(p.columns, 4));
    });
  });
}
