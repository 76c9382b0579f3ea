import { where, type Tensor } from '@rondo/tensor';
import { lengthMask } from './masks.ts';

/** The lengths of what has nothing but 0 beyond them, so that several layers of a stack need not see to it again. */
const lengthsOf = new WeakMap<Tensor, Tensor>();

/** x `[N, T, D]` with 0 in place of all beyond its lengths, int32 `[N]`, so that not even NaN there reaches the gradient of a weight. */
export function withoutPadding(x: Tensor, lengths: Tensor): Tensor {
  if (lengthsOf.get(x) === lengths) return x;
  const isValid = lengthMask(lengths, x.shape[1]!).transpose(1, 2);
  const valid = where(isValid, x, 0);
  lengthsOf.set(valid, lengths);
  return valid;
}
