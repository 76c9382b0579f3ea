import { constantVector, type Expr, f32x4, v128 } from '../assembler/index.ts';

const signMask = constantVector('i32x4', 0x8000_0000);

/** A positive value with the sign of x. */
export function withSignOf(positive: Expr<'v128'>, x: Expr<'v128'>): Expr<'v128'> {
  return v128.or(positive, v128.and(x, signMask));
}

/** -|x|. */
export function negativeSize(x: Expr<'v128'>): Expr<'v128'> {
  return v128.or(x, signMask);
}

/** -1, 0 or 1; zeros keep their sign, NaN stays. `x` is used three times: pass a local. */
export function sign(x: Expr<'v128'>): Expr<'v128'> {
  return v128.bitselect(withSignOf(constantVector('f32x4', 1), x), x, f32x4.gt(f32x4.abs(x), 0));
}
