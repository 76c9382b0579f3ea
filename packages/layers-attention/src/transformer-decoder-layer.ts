import { checkOptions, LayerNorm, Module } from '@rondo/layers-core';
import { checkShapes, scope, type Tensor } from '@rondo/tensor';
import { maskNames, type AttentionMasks } from './attention-masks.ts';
import { checkFloats } from './check-sizes.ts';
import { FeedForward } from './feed-forward.ts';
import type { KeyValueCache } from './key-value-cache.ts';
import type { KeyLengths } from './key-lengths.ts';
import { inOurSense, type MaskReader, type MaskSense } from './mask-sense.ts';
import { MultiheadAttention, type Attended, type KeyValue } from './multihead-attention.ts';
import { attentionPositions, inputPositions, type InputPositions } from './positions.ts';
import { areSingle, runSingly } from './single-sequence.ts';
import {
  layerOptionNames,
  runSublayers,
  withDefaults,
  type TransformerLayerOptions,
} from './sublayers.ts';
import {
  answer,
  wantedWeights,
  type WeightsOption,
  type WeightsWanted,
  type WithWeights,
} from './with-weights.ts';

/** What a decoder's queries may attend to in the memory. */
export interface MemoryMasks {
  /** bool `[T, S]`, `[N, T, S]` or `[N, H, T, S]`, 1 where it repeats: true where a step may attend to a place of the memory. */
  readonly memoryMask?: Tensor | undefined;
  /** float32 of the same shapes, added to the scaled scores. */
  readonly memoryBias?: Tensor | undefined;
  /** Valid places of each memory, 0 to S. */
  readonly memoryLengths?: KeyLengths | undefined;
  /** Only with `maskSense: 'torch'`: bool `[N, S]`, true = padding, or float32, which is added. */
  readonly memoryKeyPaddingMask?: Tensor | undefined;
}

export const memoryMaskNames = [
  'memoryMask',
  'memoryBias',
  'memoryLengths',
  'memoryKeyPaddingMask',
] as const;

export const decoderMaskNames = [...maskNames, ...memoryMaskNames, 'needWeights'] as const;

/** What a decoder's steps may attend to: each other, and the memory. */
export interface DecoderMasks extends AttentionMasks, MemoryMasks {}

/** What a decoder layer attended to, each `[N, T, ..]` or, of each head, `[N, H, T, ..]`. */
export interface DecoderWeights {
  /** Among the steps: `[N, T, T]`, or, step by step, `[N, T, steps so far]`. */
  readonly self: Tensor;
  /** In the memory: `[N, T, S]`. */
  readonly memory: Tensor;
}

/** The masks of the memory, in our sense. */
export function ofMemory(
  place: MaskReader,
  { memoryMask, memoryBias, memoryLengths, memoryKeyPaddingMask }: MemoryMasks,
): AttentionMasks {
  const masks = { mask: memoryMask, bias: memoryBias, keyLengths: memoryLengths };
  return inOurSense(place, { ...masks, keyPaddingMask: memoryKeyPaddingMask }, 'memory');
}

/** The masks of the steps, in our sense. */
export function ofSteps(
  place: MaskReader,
  { mask, bias, keyLengths, causal, keyPaddingMask }: AttentionMasks,
): AttentionMasks {
  return inOurSense(place, { mask, bias, keyLengths, causal, keyPaddingMask });
}

/**
 * Self-attention, attention to a memory, a feed-forward network, each with a residual sum and a layer norm as in the encoder layer.
 *
 * target `[N, T, E]`, memory `[N, S, E]` → `[N, T, E]`; all of them without N: one sequence. Source: Vaswani et al. 2017, section 3.1.
 */
export class TransformerDecoderLayer extends Module {
  static override readonly torchNames = {
    selfAttn: 'self_attn',
    multiheadAttn: 'multihead_attn',
    feedForward: '',
  };

  readonly dModel: number;
  readonly normFirst: boolean;
  readonly dropout: number;
  readonly maskSense: MaskSense;
  readonly selfAttn: MultiheadAttention;
  readonly multiheadAttn: MultiheadAttention;
  readonly feedForward: FeedForward;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly norm3: LayerNorm;
  readonly positions: InputPositions | undefined;

  /** @throws RangeFault unless the heads divide dModel and 0 ≤ dropout ≤ 1. */
  constructor(dModel: number, heads: number, options: TransformerLayerOptions = {}) {
    super();
    checkOptions(this, options, layerOptionNames);
    const given = withDefaults(this, dModel, heads, options);
    const { normFirst, layerNormEps: eps, dropout, bias, activation } = given;
    const { keyValueHeads, positions } = options;
    const ofAttention = { dropout, bias, keyValueHeads };
    this.dModel = dModel;
    this.normFirst = normFirst;
    this.dropout = dropout;
    this.maskSense = given.maskSense;
    this.selfAttn = new MultiheadAttention(dModel, heads, {
      ...ofAttention,
      positions: attentionPositions(positions),
    });
    this.multiheadAttn = new MultiheadAttention(dModel, heads, ofAttention);
    this.feedForward = new FeedForward(dModel, given.feedForward, { activation, dropout, bias });
    this.norm1 = new LayerNorm(dModel, { eps, bias });
    this.norm2 = new LayerNorm(dModel, { eps, bias });
    this.norm3 = new LayerNorm(dModel, { eps, bias });
    this.positions = inputPositions(positions);
  }

  /** @throws ShapeError, DTypeError or RangeFault naming the argument that does not fit. */
  forward(
    target: Tensor,
    memory: Tensor,
    masks: DecoderMasks & WeightsWanted,
  ): WithWeights<DecoderWeights>;
  forward(target: Tensor, memory: Tensor, masks?: DecoderMasks): Tensor;
  forward(
    target: Tensor,
    memory: Tensor,
    masks: DecoderMasks & WeightsOption = {},
  ): Tensor | WithWeights<DecoderWeights> {
    checkOptions(this, masks, decoderMaskNames);
    if (!areSingle(target, memory)) return this.#forward(target, memory, masks);
    return runSingly([target, memory], masks, ([steps, places], given) =>
      this.#forward(steps!, places!, given),
    );
  }

  get numHeads(): number {
    return this.selfAttn.numHeads;
  }

  #forward(
    target: Tensor,
    memory: Tensor,
    masks: DecoderMasks & WeightsOption,
  ): Tensor | WithWeights<DecoderWeights> {
    checkShapes(
      this,
      { target: [target, ['N', 'T', 'dModel']], memory: [memory, ['N', 'S', 'dModel']] },
      { dModel: this.dModel },
    );
    checkFloats(this, { target, memory });
    const needWeights = wantedWeights(this, masks);
    return scope(() => {
      const stepMasks = { ...ofSteps(this, masks), needWeights };
      const memoryMasks = { ...ofMemory(this, masks), needWeights };
      return this.#run(
        target,
        0,
        (x) => this.selfAttn.forward(x, x, x, stepMasks),
        (x) => this.multiheadAttn.forward(x, memory, memory, memoryMasks),
      );
    });
  }

  /** The next steps `[N, T, E]` after those in the cache, with a memory projected by `multiheadAttn.keyValue`. */
  step(
    target: Tensor,
    cache: KeyValueCache,
    memory: KeyValue,
    masks: AttentionMasks & WeightsWanted,
  ): WithWeights<DecoderWeights>;
  step(target: Tensor, cache: KeyValueCache, memory: KeyValue, masks?: AttentionMasks): Tensor;
  step(
    target: Tensor,
    cache: KeyValueCache,
    memory: KeyValue,
    masks: AttentionMasks & WeightsOption = {},
  ): Tensor | WithWeights<DecoderWeights> {
    checkOptions(this, masks, [...maskNames, 'needWeights']);
    const needWeights = wantedWeights(this, masks);
    const { needWeights: _, ...given } = masks;
    return scope(() => {
      const limits = inOurSense(this, given);
      return this.#run(
        target,
        cache.length,
        (x) =>
          needWeights
            ? this.selfAttn.step(x, cache, { needWeights })
            : { output: this.selfAttn.step(x, cache), weights: undefined },
        (x) =>
          needWeights
            ? this.multiheadAttn.attendTo(x, memory, { ...limits, needWeights })
            : { output: this.multiheadAttn.attendTo(x, memory, limits), weights: undefined },
      );
    });
  }

  #run(
    target: Tensor,
    offset: number,
    attendToSteps: (x: Tensor) => Attended,
    attendToMemory: (x: Tensor) => Attended,
  ): Tensor | WithWeights<DecoderWeights> {
    return scope(() => {
      const seen: Tensor[] = [];
      const noting =
        (attend: (x: Tensor) => Attended) =>
        (x: Tensor): Tensor => {
          const { output, weights } = attend(x);
          if (weights) seen.push(weights);
          return output;
        };
      const sublayers = [
        { norm: this.norm1, f: noting(attendToSteps) },
        { norm: this.norm2, f: noting(attendToMemory) },
        { norm: this.norm3, f: (x: Tensor) => this.feedForward.forward(x) },
      ];
      const placed = this.positions ? this.positions.forward(target, { offset }) : target;
      const output = runSublayers(placed, sublayers, this);
      const [self, memory] = seen;
      return answer({ output, weights: self && memory && { self, memory } });
    });
  }
}
