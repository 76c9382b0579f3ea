import { expectDType } from '../apply.ts';
import { checkShapes } from '../check-shapes.ts';
import { ShapeError } from '../errors.ts';
import { fused, type Fused } from '../fused.ts';
import { scope } from '../scope.ts';
import { elementCount, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

type LayerNormInputs = readonly [x: Tensor, weight: Tensor | undefined, bias: Tensor | undefined];

const rowsOf = (shape: Shape): Shape => shape.slice(0, -1);

/** Normalisation of the last axis; a kernel saves each row's mean and reciprocal deviation. */
export const layerNormFused: Fused<'layerNorm', LayerNormInputs> = fused({
  name: 'layerNorm',
  composed: ([x, weight, bias], { eps }) => {
    const centred = x.sub(x.mean(-1, { keepDim: true }));
    const scale = centred.square().mean(-1, { keepDim: true }).add(eps).rsqrt();
    const normal = centred.mul(scale);
    const scaled = weight ? normal.mul(weight) : normal;
    return [bias ? scaled.add(bias) : scaled];
  },
  results: ([x]) => [x],
  saved: ([x]) => [
    { shape: rowsOf(x.shape), dtype: 'float32' },
    { shape: rowsOf(x.shape), dtype: 'float32' },
  ],
  differentiable: [0, 1, 2],
});

export interface LayerNormOptions {
  readonly weight?: Tensor | undefined;
  readonly bias?: Tensor | undefined;
  /** Added to the variance, inside the root. */
  readonly eps?: number;
}

/**
 * y = (x - mean) / √(variance + eps) · weight + bias over the trailing axes of shape `normalizedShape`, with the biased variance.
 *
 * Source: Ba, Kiros & Hinton 2016, equations 3 and 4.
 * @throws ShapeError when x does not end in `normalizedShape`, or weight or bias have another shape.
 */
export function layerNorm(
  x: Tensor,
  normalizedShape: Shape,
  options: LayerNormOptions = {},
): Tensor {
  const { weight, bias, eps = 1e-5 } = options;
  checkNormalizedShape('layerNorm', normalizedShape);
  checkShapes('layerNorm', {
    x: [x, ['...', ...normalizedShape]],
    weight: [weight, normalizedShape],
    bias: [bias, normalizedShape],
  });
  for (const input of [x, weight, bias]) if (input) expectDType('layerNorm', input, 'float32');
  const lead = x.shape.slice(0, x.rank - normalizedShape.length);
  return scope(() => {
    const rows = x.reshape([...lead, elementCount(normalizedShape)]);
    const [y] = layerNormFused.run([rows, weight?.reshape([-1]), bias?.reshape([-1])], { eps });
    return y!.reshape(x.shape);
  });
}

/** @throws ShapeError when it has no sizes. */
export function checkNormalizedShape(op: string, normalizedShape: Shape): void {
  if (normalizedShape.length > 0) return;
  throw new ShapeError(`${op}: normalizedShape needs at least one size, received []`, {
    normalizedShape,
  });
}
