import { apply1, expectDType } from '../apply.ts';
import { fused, type Fused } from '../fused.ts';
import type { Tensor } from '../tensor.ts';
import { unaryOps } from './unary.ts';

const kinds = { none: 'gelu', tanh: 'geluTanh' } as const;

/** `gelu` with a gradient in one pass; the functions of one tensor are its twins. */
export const geluFused: Fused<'gaussianErrorLinearUnit', readonly [x: Tensor]> = fused({
  name: 'gaussianErrorLinearUnit',
  composed: ([x], { approximate }) => [apply1(unaryOps[kinds[approximate]], [x], undefined)],
  results: ([x]) => [x],
  saved: () => [],
  differentiable: [0],
});

/** Gaussian error linear unit; `approximate: 'tanh'` for the cheaper form, as in PyTorch. */
export function gelu(
  x: Tensor,
  { approximate = 'none' }: { approximate?: 'none' | 'tanh' } = {},
): Tensor {
  expectDType(kinds[approximate], x, 'float32');
  return geluFused.run([x], { approximate })[0]!;
}
