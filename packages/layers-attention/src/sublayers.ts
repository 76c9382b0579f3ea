import type { LayerNorm } from '@rondo/layers-core';
import {
  addLayerNorm,
  dropout,
  type AddLayerNormResult,
  type Place,
  type Tensor,
} from '@rondo/tensor';
import { checkDropout, checkHeads, checkWhole } from './check-sizes.ts';
import { checkActivation, type FeedForwardOptions } from './feed-forward.ts';
import { checkMaskSense, type MaskSense, type MaskSenseOption } from './mask-sense.ts';
import { checkPositions, type Positions } from './positions.ts';

/** Options of one layer of an encoder or a decoder. */
export interface TransformerLayerOptions extends FeedForwardOptions, MaskSenseOption {
  /** Units of the feed-forward network (2048). */
  readonly feedForward?: number;
  /** Probability of dropout while training: of the weights, after each sublayer, and in the feed-forward network (0.1). */
  readonly dropout?: number;
  /** Whether each sublayer normalises its input (pre-norm) instead of its sum with the input (false). */
  readonly normFirst?: boolean;
  /** Added to the variance in the norms (1e-5). */
  readonly layerNormEps?: number;
  /** Heads of keys and values, a divisor of the heads (as many): groups of query heads share one. */
  readonly keyValueHeads?: number | undefined;
  /**
   * How the order of the steps is known (not at all): sinusoidal or learned positions are added to the input, once; rotary, ALiBi or
   * relative ones are at work in each self-attention.
   */
  readonly positions?: Positions | undefined;
}

export const layerOptionNames = [
  'dropout',
  'feedForward',
  'activation',
  'normFirst',
  'layerNormEps',
  'bias',
  'keyValueHeads',
  'positions',
  'maskSense',
] as const;

export type LayerDefaults = Required<
  Omit<TransformerLayerOptions, 'keyValueHeads' | 'positions' | 'maskSense'>
> & { readonly maskSense: MaskSense };

/**
 * Options with PyTorch's defaults in place, checked before anything is made of them.
 * @throws RangeFault naming what does not fit.
 */
export function withDefaults(
  place: Place,
  dModel: number,
  heads: number,
  {
    feedForward = 2048,
    dropout: p = 0.1,
    activation = 'relu',
    normFirst = false,
    layerNormEps = 1e-5,
    bias = true,
    maskSense = 'mayAttend',
    keyValueHeads,
    positions,
  }: TransformerLayerOptions,
): LayerDefaults {
  const sizes = { widthName: 'dModel', width: dModel, headsName: 'heads', heads, keyValueHeads };
  checkHeads(place, sizes);
  checkWhole(place, { feedForward });
  checkDropout(place, p);
  checkActivation(place, activation);
  checkMaskSense(place, maskSense);
  checkPositions(place, positions, { dModel, numHeads: heads, headDim: dModel / heads });
  return { feedForward, dropout: p, activation, normFirst, layerNormEps, bias, maskSense };
}

/** A part of a layer around which a residual connection leads. */
export interface Sublayer {
  readonly norm: LayerNorm;
  readonly f: (x: Tensor) => Tensor;
}

export interface SublayerOptions {
  readonly normFirst: boolean;
  readonly dropout: number;
}

/**
 * One sublayer after the other: x ← norm(x + dropout(f(x))), or x ← x + dropout(f(norm(x))) where the norm comes first.
 *
 * Each sum is computed together with the norm that follows it, be it the sublayer's own or the next one's.
 */
export function runSublayers(
  x: Tensor,
  sublayers: readonly Sublayer[],
  { normFirst, dropout: p }: SublayerOptions,
): Tensor {
  const change = ({ norm, f }: Sublayer, input: Tensor): Tensor =>
    norm.training ? dropout(f(input), p) : f(input);
  if (!normFirst) {
    return sublayers.reduce(
      (value, sublayer) => addNorm(value, change(sublayer, value), sublayer.norm).output,
      x,
    );
  }
  let { sum, output } = { sum: x, output: sublayers[0]!.norm.forward(x) };
  for (const [index, sublayer] of sublayers.entries()) {
    const added = change(sublayer, output);
    const next = sublayers[index + 1];
    if (!next) return sum.add(added);
    ({ sum, output } = addNorm(sum, added, next.norm));
  }
  return sum;
}

function addNorm(
  x: Tensor,
  added: Tensor,
  { normalizedShape, weight, bias, eps }: LayerNorm,
): AddLayerNormResult {
  return addLayerNorm(x, added, normalizedShape, { weight, bias, eps });
}
