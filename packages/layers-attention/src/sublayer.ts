import { LayerNorm } from '@rondo/layers-core';
import { dropout, RangeFault, type Tensor } from '@rondo/tensor';
import type { FeedForwardOptions } from './feed-forward.ts';

/** Options of one layer of an encoder or a decoder. */
export interface TransformerLayerOptions extends FeedForwardOptions {
  /** Units of the feed-forward network (2048). */
  readonly feedForward?: number;
  /** Probability of dropout while training: of the weights, after each sublayer, and in the feed-forward network (0.1). */
  readonly dropout?: number;
  /** Whether each sublayer normalises its input (pre-norm) instead of its sum with the input (false). */
  readonly normFirst?: boolean;
  /** Added to the variance in the norms (1e-5). */
  readonly layerNormEps?: number;
}

/** Options with PyTorch's defaults in place. */
export function withDefaults({
  feedForward = 2048,
  dropout: p = 0.1,
  activation = 'relu',
  normFirst = false,
  layerNormEps = 1e-5,
  bias = true,
}: TransformerLayerOptions): Required<TransformerLayerOptions> {
  if (!(p >= 0 && p <= 1)) {
    throw new RangeFault(`Transformer: expected dropout from 0 to 1, received ${p}`, {
      dropout: p,
    });
  }
  return { feedForward, dropout: p, activation, normFirst, layerNormEps, bias };
}

/** How the layers of a Transformer put a sublayer f around their input. */
export interface SublayerOptions {
  readonly normFirst: boolean;
  readonly dropout: number;
}

/** norm(x + dropout(f(x))), or x + dropout(f(norm(x))) where the norm comes first. */
export function sublayer(
  x: Tensor,
  norm: LayerNorm,
  f: (x: Tensor) => Tensor,
  { normFirst, dropout: p }: SublayerOptions,
): Tensor {
  const change = f(normFirst ? norm.forward(x) : x);
  const sum = x.add(norm.training ? dropout(change, p) : change);
  return normFirst ? sum : norm.forward(sum);
}
