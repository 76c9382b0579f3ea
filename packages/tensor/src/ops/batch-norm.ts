import { expectDType } from '../apply.ts';
import { checkShapes } from '../check-shapes.ts';
import { fused, type Fused } from '../fused.ts';
import { scope } from '../scope.ts';
import type { Tensor } from '../tensor.ts';

/** x `[N, C, P]`, weight and bias `[C]`. */
type BatchNormInputs = readonly [x: Tensor, weight: Tensor | undefined, bias: Tensor | undefined];

/** Normalisation of each channel by its mean and biased variance, which are results, too. */
export const batchNormFused: Fused<'batchNorm', BatchNormInputs> = fused({
  name: 'batchNorm',
  composed: ([x, weight, bias], { eps }) => {
    const C = x.shape[1]!;
    const mean = x.mean([0, 2], { keepDim: true });
    const centred = x.sub(mean);
    const variance = centred.square().mean([0, 2], { keepDim: true });
    const deviation = variance.add(eps).rsqrt();
    const scaled = centred.mul(weight ? deviation.mul(weight.reshape([C, 1])) : deviation);
    const y = bias ? scaled.add(bias.reshape([C, 1])) : scaled;
    return [y, mean.reshape([C]), variance.reshape([C])];
  },
  results: ([x]) => {
    const ofChannels = { shape: [x.shape[1]!], dtype: 'float32' } as const;
    return [x, ofChannels, ofChannels];
  },
  saved: () => [],
  differentiable: [0, 1, 2],
});

export interface BatchNormalizationOptions {
  readonly weight?: Tensor | undefined;
  readonly bias?: Tensor | undefined;
  /** Added to the variance, inside the root (1e-5). */
  readonly eps?: number;
}

/** Results of `batchNorm`. */
export interface BatchNormResult {
  /** In the shape of x. */
  readonly output: Tensor;
  /** Of each channel, `[C]`. */
  readonly mean: Tensor;
  /** The biased one of each channel, `[C]`. */
  readonly variance: Tensor;
}

/**
 * y = (x - mean) / √(variance + eps) · weight + bias for each channel, with the mean and biased variance of all its numbers in the batch:
 * x `[N, C, ..]`, weight and bias `[C]`.
 *
 * Source: Ioffe & Szegedy 2015, algorithm 1.
 * @throws ShapeError where weight or bias have another size than the channels.
 */
export function batchNorm(x: Tensor, options: BatchNormalizationOptions = {}): BatchNormResult {
  const { weight, bias, eps = 1e-5 } = options;
  checkShapes('batchNorm', {
    x: [x, ['N', 'C', ...x.shape.slice(2)]],
    weight: [weight, ['C']],
    bias: [bias, ['C']],
  });
  for (const input of [x, weight, bias]) if (input) expectDType('batchNorm', input, 'float32');
  return scope(() => {
    const [N, C, ...sizes] = x.shape as [number, number, ...number[]];
    const places = sizes.reduce((product, size) => product * size, 1);
    const [y, mean, variance] = batchNormFused.run([x.reshape([N, C, places]), weight, bias], {
      eps,
    });
    return { output: y!.reshape(x.shape), mean: mean!, variance: variance! };
  });
}
