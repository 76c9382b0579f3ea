import { init, Module } from '@rondo/layers-core';
import { checkShapes, scope, type Tensor } from '@rondo/tensor';
import type { KeyLengths } from './key-lengths.ts';
import type { TransformerLayerOptions } from './sublayers.ts';
import type { MemoryMasks } from './transformer-decoder-layer.ts';
import { TransformerDecoder } from './transformer-decoder.ts';
import { TransformerEncoder } from './transformer-encoder.ts';

export interface TransformerOptions extends TransformerLayerOptions {
  /** Layers of the encoder (6). */
  readonly encoderLayers?: number;
  /** Layers of the decoder (6). */
  readonly decoderLayers?: number;
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
 * Embeddings, positions and the map to the vocabulary are the caller's. All matrices start from Xavier's uniform distribution.
 * Source: Vaswani et al. 2017; the two last norms are PyTorch's.
 */
export class Transformer extends Module {
  readonly encoder: TransformerEncoder;
  readonly decoder: TransformerDecoder;

  /** @throws RangeFault unless the heads divide dModel and 0 ≤ dropout ≤ 1. */
  constructor(dModel: number, heads: number, options: TransformerOptions = {}) {
    super();
    const { encoderLayers = 6, decoderLayers = 6, ...rest } = options;
    const shared = { ...rest, finalNorm: true };
    this.encoder = new TransformerEncoder(dModel, heads, { ...shared, numLayers: encoderLayers });
    this.decoder = new TransformerDecoder(dModel, heads, { ...shared, numLayers: decoderLayers });
    for (const parameter of this.parameters()) {
      if (parameter.rank > 1) init.xavierUniform(parameter);
    }
  }

  /**
   * Encodes the source and decodes the target. For a model that predicts the next step, `causal: true`.
   * @throws ShapeError, DTypeError or RangeFault naming the argument that does not fit.
   */
  forward(source: Tensor, target: Tensor, masks: TransformerMasks = {}): Tensor {
    const { dModel } = this.encoder;
    checkShapes(
      this,
      { source: [source, ['N', 'S', 'dModel']], target: [target, ['N', 'T', 'dModel']] },
      { dModel },
    );
    return scope(() => {
      const memory = this.encoder.forward(source, {
        mask: masks.sourceMask,
        bias: masks.sourceBias,
        keyLengths: masks.sourceLengths,
      });
      return this.decoder.forward(target, memory, {
        mask: masks.targetMask,
        bias: masks.targetBias,
        keyLengths: masks.targetLengths,
        causal: masks.causal,
        memoryMask: masks.memoryMask,
        memoryBias: masks.memoryBias,
        memoryLengths: masks.memoryLengths ?? masks.sourceLengths,
      });
    });
  }
}
