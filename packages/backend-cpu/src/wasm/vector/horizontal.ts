import { type Expr, f32, f32x4, type FunctionBuilder, type Local } from '../assembler/index.ts';

/** (v₀ + v₂) + (v₁ + v₃). */
export function sumOfLanes(f: FunctionBuilder, v: Expr<'v128'>): Local<'f32'> {
  return ofLanes(f, v, f32x4.add, f32.add);
}

/** The largest lane; NaN if one is NaN. */
export function maxOfLanes(f: FunctionBuilder, v: Expr<'v128'>): Local<'f32'> {
  return ofLanes(f, v, f32x4.max, f32.max);
}

/** The smallest lane; NaN if one is NaN. */
export function minOfLanes(f: FunctionBuilder, v: Expr<'v128'>): Local<'f32'> {
  return ofLanes(f, v, f32x4.min, f32.min);
}

function ofLanes(
  f: FunctionBuilder,
  v: Expr<'v128'>,
  ofVectors: (a: Expr<'v128'>, b: Expr<'v128'>) => Expr<'v128'>,
  ofNumbers: (a: Expr<'f32'>, b: Expr<'f32'>) => Expr<'f32'>,
): Local<'f32'> {
  const four = f.let(v);
  const two = f.let(ofVectors(four, f32x4.shuffle(four, four, [2, 3, 0, 1])));
  return f.let(ofNumbers(f32x4.extract_lane(two, 0), f32x4.extract_lane(two, 1)));
}
