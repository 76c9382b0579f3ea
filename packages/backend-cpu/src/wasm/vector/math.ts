import type { Expr, FunctionBuilder, Local } from '../assembler/index.ts';

/** A function of four float32 numbers at once: writes its statements to `f` and gives a local that holds the result. */
export type VectorFunction = (f: FunctionBuilder, x: Expr<'v128'>) => Local<'v128'>;

export { erf } from './error-function.ts';
export { exp, expBelow, expm1, sigmoid, silu, tanh } from './exponential.ts';
export { maxOfLanes, minOfLanes, sumOfLanes } from './horizontal.ts';
export { log, log1p, softplus } from './logarithm.ts';
export { gelu, geluSlope, geluTanh, geluTanhSlope } from './normal-distribution.ts';
export { sign } from './sign.ts';
export { circle, cos, sin, trigonometryLimit } from './trigonometry.ts';
