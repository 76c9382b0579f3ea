import { checkOptions, init, Module } from '@rondo/layers-core';
import { checkShapes, scope, type Tensor } from '@rondo/tensor';
import { checkFloats, checkWhole } from './check-sizes.ts';
import type { KeyLengths } from './key-lengths.ts';
import type { Positions } from './positions.ts';
import { areSingle, runSingly } from './single-sequence.ts';
import { layerOptionNames, withDefaults, type TransformerLayerOptions } from './sublayers.ts';
import {
  memoryMaskNames,
  type DecoderWeights,
  type MemoryMasks,
} from './transformer-decoder-layer.ts';
import { TransformerDecoder } from './transformer-decoder.ts';
import { TransformerEncoder } from './transformer-encoder.ts';
import {
  wantedWeights,
  type WeightsOption,
  type WeightsWanted,
  type WithWeights,
} from './with-weights.ts';

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

/** What may be attended to. Masks are bool, true = may attend (or as `maskSense` says); biases are added to the scores: see `MultiheadAttention`. */
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
  /** Only with `maskSense: 'torch'`, as in PyTorch for the source alone: bool `[N, S]`, true = padding, or float32, which is added. */
  readonly sourceKeyPaddingMask?: Tensor | undefined;
  /** Only with `maskSense: 'torch'`: bool `[N, T]`, true = padding, or float32, which is added. */
  readonly targetKeyPaddingMask?: Tensor | undefined;
}

const optionNames = [
  'encoderLayers',
  'decoderLayers',
  'decoderPositions',
  ...layerOptionNames,
] as const;

const maskNames = [
  'sourceMask',
  'sourceBias',
  'sourceLengths',
  'sourceKeyPaddingMask',
  'targetMask',
  'targetBias',
  'targetLengths',
  'targetKeyPaddingMask',
  'causal',
  ...memoryMaskNames,
  'needWeights',
] as const;

/**
 * An encoder and a decoder, each followed by a layer norm: source `[N, S, E]`, target `[N, T, E]` → `[N, T, E]`; all of them without N: one
 * sequence.
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
    checkOptions(this, options, optionNames);
    const { encoderLayers = 6, decoderLayers = 6, decoderPositions, ...rest } = options;
    const { positions } = rest;
    checkWhole(this, { encoderLayers, decoderLayers }, 0);
    withDefaults(this, dModel, heads, rest);
    withDefaults(this, dModel, heads, { ...rest, positions: decoderPositions ?? positions });
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
    checkOptions(this, masks, maskNames);
    if (!areSingle(source, target)) return this.#forward(source, target, masks);
    return runSingly([source, target], masks, ([places, steps], given) =>
      this.#forward(places!, steps!, given),
    );
  }

  #forward(
    source: Tensor,
    target: Tensor,
    masks: TransformerMasks & WeightsOption,
  ): Tensor | WithWeights<TransformerWeights> {
    const { dModel } = this.encoder;
    checkShapes(
      this,
      { source: [source, ['N', 'S', 'dModel']], target: [target, ['N', 'T', 'dModel']] },
      { dModel },
    );
    checkFloats(this, { source, target });
    const ofSource = {
      mask: masks.sourceMask,
      bias: masks.sourceBias,
      keyLengths: masks.sourceLengths,
      keyPaddingMask: masks.sourceKeyPaddingMask,
    };
    const ofTarget = {
      mask: masks.targetMask,
      bias: masks.targetBias,
      keyLengths: masks.targetLengths,
      causal: masks.causal,
      keyPaddingMask: masks.targetKeyPaddingMask,
      memoryMask: masks.memoryMask,
      memoryBias: masks.memoryBias,
      memoryLengths: masks.memoryLengths ?? masks.sourceLengths,
      memoryKeyPaddingMask: masks.memoryKeyPaddingMask,
    };
    const needWeights = wantedWeights(this, masks);
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
