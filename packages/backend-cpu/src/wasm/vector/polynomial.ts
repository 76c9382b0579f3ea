import { type Expr, f32x4, madd, type Operand } from '../assembler/index.ts';

/**
 * c₀ + c₁ x + c₂ x² + …, by Horner's rule. `x` is computed at every step: pass a local.
 */
export function polynomial(
  x: Expr<'v128'>,
  coefficients: readonly [Operand<'f32x4'>, ...Operand<'f32x4'>[]],
): Expr<'v128'> {
  const [lowest, ...higher] = coefficients;
  const highest = higher.pop();
  if (highest === undefined) return typeof lowest === 'number' ? f32x4.add(lowest, 0) : lowest;
  const rest = higher.reduceRight((sum: Operand<'f32x4'>, c) => madd(sum, x, c), highest);
  return madd(rest, x, lowest);
}
