/** Functions of four float32 numbers at once. Each writes its statements to `f` and gives a local with the result. */
export type VectorFunction = (f: FunctionBuilder, x: Expr<'v128'>) => Expr<'v128'>;

import type { Expr, FunctionBuilder } from '../assembler/index.ts';

export { erf, normalCdf } from './error-function.ts';
export { exp, expm1, sigmoid, tanh } from './exponential.ts';
export { maxOfLanes, minOfLanes, sumOfLanes } from './horizontal.ts';
export { log, log1p, softplus } from './logarithm.ts';
export { sign, withSignOf } from './sign.ts';
export { cos, sin, trigonometryLimit } from './trigonometry.ts';
