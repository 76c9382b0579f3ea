import { checkOptions } from '@rondo/layers-core';
import { RangeFault, type Place } from '@rondo/tensor';
import { checkChoice, checkCounts } from './check-values.ts';

/** The pairwise function f(xᵢ, xⱼ), see `NonLocalBlock2d`. */
export type NonLocalForm = 'embeddedGaussian' | 'gaussian' | 'dotProduct' | 'concatenation';

const nonLocalForms: readonly NonLocalForm[] = [
  'embeddedGaussian',
  'gaussian',
  'dotProduct',
  'concatenation',
];

export interface NonLocalBlockOptions {
  /** Channels of θ, φ and g; half of those of the input, at least 1, unless told otherwise. */
  readonly innerChannels?: number;
  /** The pairwise function ('embeddedGaussian'). */
  readonly form?: NonLocalForm;
  /**
   * Whether φ and g are max-pooled, by 2 along each axis of space (false): 'after' their convolutions, which is what true means, or
   * 'before', which is cheaper and gives other numbers.
   */
  readonly subsample?: boolean | 'after' | 'before';
  /** Whether the embedded Gaussian divides its products by √innerChannels (true), as the authors' code does and their formula does not; the other forms have no such factor. */
  readonly scale?: boolean;
  /** Batch normalisation behind the last convolution ('batch'), or 'none'. */
  readonly norm?: 'batch' | 'none';
  /**
   * Whether the block begins as the identity (true): with a factor of 0 in the batch normalisation, or, without one, with a last
   * convolution of 0; never both, since then no gradient would reach either. Bit for bit, but that -0 becomes 0, and as long as no product
   * of features overflows.
   */
  readonly zeroInit?: boolean;
  /** Standard deviation of the initial weights, N(0, std²); biases begin as 0 (0.01, for many channels; 1/√channels for few). */
  readonly std?: number;
}

/** Options with their defaults in place. */
export interface NonLocalSettings {
  readonly innerChannels: number;
  readonly form: NonLocalForm;
  readonly subsample: false | 'after' | 'before';
  /** Factor of the products of a softmax. */
  readonly scale: number;
  readonly norm: 'batch' | 'none';
  readonly zeroInit: boolean;
  readonly std: number;
}

const optionNames = [
  'innerChannels',
  'form',
  'subsample',
  'scale',
  'norm',
  'zeroInit',
  'std',
] as const;

/** @throws RangeFault for sizes below 1 and for options that do not exist. */
export function settingsOf(
  where: Place,
  channels: number,
  options: NonLocalBlockOptions,
): NonLocalSettings {
  checkOptions(where, options, optionNames);
  checkCounts(where, { channels });
  const { form = 'embeddedGaussian', subsample = false, scale = true, norm = 'batch' } = options;
  const { innerChannels = Math.max(1, Math.floor(channels / 2)), zeroInit = true } = options;
  const { std = 0.01 } = options;
  checkCounts(where, { innerChannels });
  checkChoice(where, 'form', form, nonLocalForms);
  checkChoice(where, 'subsample', subsample, [false, true, 'after', 'before']);
  checkChoice(where, 'scale', scale, [true, false]);
  checkChoice(where, 'norm', norm, ['batch', 'none']);
  checkChoice(where, 'zeroInit', zeroInit, [true, false]);
  if (!(std >= 0 && std < Infinity)) {
    throw new RangeFault(
      `${where.toString()}: expected std as a number of 0 or more, received ${std}`,
      { std },
    );
  }
  return {
    innerChannels,
    form,
    subsample: subsample === true ? 'after' : subsample,
    scale: form === 'embeddedGaussian' && scale ? 1 / Math.sqrt(innerChannels) : 1,
    norm,
    zeroInit,
    std,
  };
}
