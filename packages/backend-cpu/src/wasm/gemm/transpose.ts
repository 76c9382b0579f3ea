import { type Expr, f32x4, type FunctionBuilder, type Local } from '../assembler/index.ts';

type Four<T> = readonly [T, T, T, T];

/** The columns of the 4 x 4 matrix with the given rows. */
export function transpose4(f: FunctionBuilder, rows: Four<Local<'v128'>>): Four<Expr<'v128'>> {
  const [a, b, c, d] = rows;
  const low = (x: Expr<'v128'>, y: Expr<'v128'>) => f.let(f32x4.shuffle(x, y, [0, 4, 1, 5]));
  const high = (x: Expr<'v128'>, y: Expr<'v128'>) => f.let(f32x4.shuffle(x, y, [2, 6, 3, 7]));
  const [ab, cd, abHigh, cdHigh] = [low(a, b), low(c, d), high(a, b), high(c, d)];
  return [
    f32x4.shuffle(ab, cd, [0, 1, 4, 5]),
    f32x4.shuffle(ab, cd, [2, 3, 6, 7]),
    f32x4.shuffle(abHigh, cdHigh, [0, 1, 4, 5]),
    f32x4.shuffle(abHigh, cdHigh, [2, 3, 6, 7]),
  ];
}
