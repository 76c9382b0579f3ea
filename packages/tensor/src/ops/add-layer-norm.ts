import { expectDType } from '../apply.ts';
import { checkShapes } from '../check-shapes.ts';
import { fused, type Fused } from '../fused.ts';
import { scope } from '../scope.ts';
import { elementCount, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { checkNormalizedShape, layerNormFused, type LayerNormOptions } from './layer-norm.ts';

type AddLayerNormInputs = readonly [
  x: Tensor,
  residual: Tensor,
  weight: Tensor | undefined,
  bias: Tensor | undefined,
];

/** Normalisation of the last axis of a sum; a kernel saves each row's mean and reciprocal deviation. */
export const addLayerNormFused: Fused<'addLayerNorm', AddLayerNormInputs> = fused({
  name: 'addLayerNorm',
  composed: ([x, residual, weight, bias], { eps }) => {
    const sum = x.add(residual);
    return [layerNormFused.composed([sum, weight, bias], { eps })[0]!, sum];
  },
  results: ([x]) => [x, x],
  saved: ([x]) => [
    { shape: x.shape.slice(0, -1), dtype: 'float32' },
    { shape: x.shape.slice(0, -1), dtype: 'float32' },
  ],
  differentiable: [0, 1, 2, 3],
  sameGradient: { 1: 0 },
});

/** Results of `addLayerNorm`. */
export interface AddLayerNormResult {
  /** The normalised sum. */
  readonly output: Tensor;
  /** x + residual. */
  readonly sum: Tensor;
}

/**
 * `layerNorm` of a sum, and the sum itself: s = x + residual, y = (s - mean) / √(variance + eps) · weight + bias over the trailing
 * axes of shape `normalizedShape`. One pass over memory where the backend has a kernel: what a Transformer layer does at each
 * residual connection, before (`sum`) or after (`output`) its norm.
 *
 * Source: Ba, Kiros & Hinton 2016, equations 3 and 4.
 * @throws ShapeError when x does not end in `normalizedShape`, or residual, weight or bias have another shape.
 */
export function addLayerNorm(
  x: Tensor,
  residual: Tensor,
  normalizedShape: Shape,
  options: LayerNormOptions = {},
): AddLayerNormResult {
  const { weight, bias, eps = 1e-5 } = options;
  checkNormalizedShape('addLayerNorm', normalizedShape);
  checkShapes('addLayerNorm', {
    x: [x, ['...', ...normalizedShape]],
    residual: [residual, x.shape],
    weight: [weight, normalizedShape],
    bias: [bias, normalizedShape],
  });
  for (const input of [x, residual, weight, bias]) {
    if (input) expectDType('addLayerNorm', input, 'float32');
  }
  const lead = x.shape.slice(0, x.rank - normalizedShape.length);
  const rows = [...lead, elementCount(normalizedShape)];
  return scope(() => {
    const inputs = [
      x.reshape(rows),
      residual.reshape(rows),
      weight?.reshape([-1]),
      bias?.reshape([-1]),
    ] as const;
    const [output, sum] = addLayerNormFused.run(inputs, { eps });
    return { output: output!.reshape(x.shape), sum: sum!.reshape(x.shape) };
  });
}
