import { init, Module } from '@rondo/layers-core';
import { checkShapes, scope, type Tensor } from '@rondo/tensor';
import type { KeyLengths } from './key-lengths.ts';
import type { Positions } from './positions.ts';
import type { TransformerLayerOptions } from './sublayers.ts';
import type { DecoderWeights, MemoryMasks } from './transformer-decoder-layer.ts';
import { TransformerDecoder } from './transformer-decoder.ts';
import { TransformerEncoder } from './transformer-encoder.ts';
import type { WeightsOption, WeightsWanted, WithWeights } from './with-weights.ts';

export interface TransformerOptions extends TransformerLayerOptions {
  /** Layers of the encoder (6). */
  readonly encoderLayers?: number;
  /** Layers of the decoder (6). */
  readonly decoderLayers?: number;
  /** Positions of the decoder where they differ from those of the encoder, as relative ones of one direction do (`positions`). */
  readonly decoderPositions?: Positions | undefined;
}

/** What each layer attended to, the first one first. */
export interface TransformerWeights {
  /** Among the places of the source: `[N, S, S]` or, of each head, `[N, H, S, S]`. */
  readonly encoder: readonly Tensor[];
  readonly decoder: readonly DecoderWeights[];
}

/** What may be attended to. Masks are bool, true = may attend; biases are added to the scores: see `MultiheadAttention`. */
export interface TransformerMasks extends MemoryMasks {
  readonly sourceMask?: Tensor | undefined;
  readonly sourceBias?: Tensor | undefined;
  /** Valid places of each source, 0 to S; they hold for the memory too unless `memoryLengths` says otherwise. */
  readonly sourceLengths?: KeyLengths | undefined;
  readonly targetMask?: Tensor | undefined;
  readonly targetBias?: Tensor | undefined;
  /** Valid steps of each target, 0 to T. */
  readonly targetLengths?: KeyLengths | undefined;
  /** Whether a step of the target may attend to itself and the steps before only (false). */
  readonly causal?: boolean | undefined;
}

/**
 * An encoder and a decoder, each followed by a layer norm: source `[N, S, E]`, target `[N, T, E]` → `[N, T, E]`.
 *
 * Embeddings and the map to the vocabulary are the caller's; positions are, too, or an option. All matrices start from Xavier's uniform distribution.
 * Source: Vaswani et al. 2017; the two last norms are PyTorch's.
 */
export class Transformer extends Module {
  readonly encoder: TransformerEncoder;
  readonly decoder: TransformerDecoder;

  /** @throws RangeFault unless the heads divide dModel and 0 ≤ dropout ≤ 1. */
  constructor(dModel: number, heads: number, options: TransformerOptions = {}) {
    super();
    const { encoderLayers = 6, decoderLayers = 6, decoderPositions, ...rest } = options;
    const { positions } = rest;
    const shared = { ...rest, finalNorm: true };
    this.encoder = new TransformerEncoder(dModel, heads, { ...shared, numLayers: encoderLayers });
    this.decoder = new TransformerDecoder(dModel, heads, {
      ...shared,
      numLayers: decoderLayers,
      positions: decoderPositions ?? positions,
    });
    const given = new Set(
      [positions, decoderPositions].flatMap((own) =>
        own instanceof Module ? own.parameters() : [],
      ),
    );
    for (const parameter of this.parameters()) {
      if (parameter.rank > 1 && !given.has(parameter)) init.xavierUniform(parameter);
    }
  }

  /**
   * Encodes the source and decodes the target. For a model that predicts the next step, `causal: true`. With `needWeights` the weights
   * of all layers come too.
   * @throws ShapeError, DTypeError or RangeFault naming the argument that does not fit.
   */
  forward(
    source: Tensor,
    target: Tensor,
    masks: TransformerMasks & WeightsWanted,
  ): WithWeights<TransformerWeights>;
  forward(source: Tensor, target: Tensor, masks?: TransformerMasks): Tensor;
  forward(
    source: Tensor,
    target: Tensor,
    masks: TransformerMasks & WeightsOption = {},
  ): Tensor | WithWeights<TransformerWeights> {
    const { dModel } = this.encoder;
    checkShapes(
      this,
      { source: [source, ['N', 'S', 'dModel']], target: [target, ['N', 'T', 'dModel']] },
      { dModel },
    );
    const ofSource = {
      mask: masks.sourceMask,
      bias: masks.sourceBias,
      keyLengths: masks.sourceLengths,
    };
    const ofTarget = {
      mask: masks.targetMask,
      bias: masks.targetBias,
      keyLengths: masks.targetLengths,
      causal: masks.causal,
      memoryMask: masks.memoryMask,
      memoryBias: masks.memoryBias,
      memoryLengths: masks.memoryLengths ?? masks.sourceLengths,
    };
    const { needWeights } = masks;
    return scope(() => {
      if (!needWeights) {
        return this.decoder.forward(target, this.encoder.forward(source, ofSource), ofTarget);
      }
      const memory = this.encoder.forward(source, { ...ofSource, needWeights });
      const decoded = this.decoder.forward(target, memory.output, { ...ofTarget, needWeights });
      const weights = { encoder: memory.weights, decoder: decoded.weights };
      return { output: decoded.output, weights };
    });
  }
}
