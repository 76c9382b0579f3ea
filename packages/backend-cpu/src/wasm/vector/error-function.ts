import {
  type Expr,
  f32x4,
  type FunctionBuilder,
  type Local,
  madd,
  v128,
} from '../assembler/index.ts';
import { expBelow } from './exponential.ts';
import { polynomial } from './polynomial.ts';
import { withSignOf } from './sign.ts';

/** Below this erf is an odd polynomial, above it 1 - e^-h with a polynomial h. */
const crossover = 1;

/** erf √s / √s - 1 for s from 0 to 1; relative error of erf at most 2⁻²⁹. Our own minimax fit. */
const central = [
  0.12837916612625122, -0.3761262595653534, 0.11283578723669052, -0.026853347197175026,
  0.005187162198126316, -0.0007997853099368513, 0.00007806903886375949,
] as const;

/** -log(1 - erf a) / a for a from 1 to 5; error of erf at most 2⁻²⁷, of the logarithm 10⁻⁶. Our own minimax fit. */
const outer = [
  1.1289176940917969, 0.63409423828125, 0.10794045031070709, -0.02521309070289135,
  0.004341001156717539, -0.000509664649143815, 0.00003606302198022604, -0.0000011519257441250375,
] as const;

/** erf x = 2/√π ∫₀ˣ e^-t² dt. */
export function erf(f: FunctionBuilder, x: Expr<'v128'>): Local<'v128'> {
  const argument = f.let(x);
  // At 9.5 the complement is 0 in float32, and the polynomial still grows.
  const a = f.let(f32x4.pmin(f32x4.abs(argument), 9.5));
  const square = f.let(f32x4.mul(a, a));
  const inside = f.let(madd(a, polynomial(square, central), a));
  const complement = expBelow(f, f32x4.neg(f32x4.mul(a, polynomial(a, outer))));
  const size = v128.bitselect(inside, f32x4.sub(1, complement), f32x4.lt(a, crossover));
  return f.let(withSignOf(size, argument));
}
