import type { Expr, Operand } from './expression.ts';
import { f32x4 } from './instructions/f32x4.ts';

function relaxedOr(relaxed: Expr<'v128'>, exact: Expr<'v128'>): Expr<'v128'> {
  return { type: 'v128', emit: (code) => (code.relaxed ? relaxed : exact).emit(code) };
}

/** a * b + c in each f32 lane: fused where the module is built with relaxed SIMD, else rounded twice. */
export function madd(a: Operand<'f32x4'>, b: Operand<'f32x4'>, c: Operand<'f32x4'>): Expr<'v128'> {
  return relaxedOr(f32x4.relaxed_madd(a, b, c), f32x4.add(f32x4.mul(a, b), c));
}

/** c - a * b in each f32 lane: fused where the module is built with relaxed SIMD, else rounded twice. */
export function nmadd(a: Operand<'f32x4'>, b: Operand<'f32x4'>, c: Operand<'f32x4'>): Expr<'v128'> {
  return relaxedOr(f32x4.relaxed_nmadd(a, b, c), f32x4.sub(c, f32x4.mul(a, b)));
}
