import { LayerNorm, Module } from '@rondo/layers-core';
import { checkShapes, scope, type Tensor } from '@rondo/tensor';
import type { AttentionMasks } from './attention-masks.ts';
import { FeedForward } from './feed-forward.ts';
import type { KeyValueCache } from './key-value-cache.ts';
import type { KeyLengths } from './key-lengths.ts';
import { MultiheadAttention, type KeyValue } from './multihead-attention.ts';
import { runSublayers, withDefaults, type TransformerLayerOptions } from './sublayers.ts';

/** What a decoder's queries may attend to in the memory. */
export interface MemoryMasks {
  /** bool `[T, S]`, `[N, T, S]` or `[N, H, T, S]`, 1 where it repeats: true where a step may attend to a place of the memory. */
  readonly memoryMask?: Tensor | undefined;
  /** float32 of the same shapes, added to the scaled scores. */
  readonly memoryBias?: Tensor | undefined;
  /** Valid places of each memory, 0 to S. */
  readonly memoryLengths?: KeyLengths | undefined;
}

/** What a decoder's steps may attend to: each other, and the memory. */
export interface DecoderMasks extends AttentionMasks, MemoryMasks {}

export function ofMemory({ memoryMask, memoryBias, memoryLengths }: MemoryMasks): AttentionMasks {
  return { mask: memoryMask, bias: memoryBias, keyLengths: memoryLengths };
}

/**
 * Self-attention, attention to a memory, a feed-forward network, each with a residual sum and a layer norm as in the encoder layer.
 *
 * target `[N, T, E]`, memory `[N, S, E]` → `[N, T, E]`. Source: Vaswani et al. 2017, section 3.1.
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
  readonly selfAttn: MultiheadAttention;
  readonly multiheadAttn: MultiheadAttention;
  readonly feedForward: FeedForward;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly norm3: LayerNorm;

  /** @throws RangeFault unless the heads divide dModel and 0 ≤ dropout ≤ 1. */
  constructor(dModel: number, heads: number, options: TransformerLayerOptions = {}) {
    super();
    const { feedForward, normFirst, layerNormEps: eps, ...rest } = withDefaults(options);
    const { dropout, bias } = rest;
    this.dModel = dModel;
    this.normFirst = normFirst;
    this.dropout = dropout;
    this.selfAttn = new MultiheadAttention(dModel, heads, { dropout, bias });
    this.multiheadAttn = new MultiheadAttention(dModel, heads, { dropout, bias });
    this.feedForward = new FeedForward(dModel, feedForward, rest);
    this.norm1 = new LayerNorm(dModel, { eps, bias });
    this.norm2 = new LayerNorm(dModel, { eps, bias });
    this.norm3 = new LayerNorm(dModel, { eps, bias });
  }

  /** @throws ShapeError, DTypeError or RangeFault naming the argument that does not fit. */
  forward(target: Tensor, memory: Tensor, masks: DecoderMasks = {}): Tensor {
    checkShapes(
      this,
      { target: [target, ['N', 'T', 'dModel']], memory: [memory, ['N', 'S', 'dModel']] },
      { dModel: this.dModel },
    );
    const memoryMasks = ofMemory(masks);
    return this.#run(
      target,
      (x) => this.selfAttn.forward(x, x, x, masks).output,
      (x) => this.multiheadAttn.forward(x, memory, memory, memoryMasks).output,
    );
  }

  /** The next steps `[N, T, E]` after those in the cache, with a memory projected by `multiheadAttn.keyValue`. */
  step(target: Tensor, cache: KeyValueCache, memory: KeyValue, masks?: AttentionMasks): Tensor {
    return this.#run(
      target,
      (x) => this.selfAttn.step(x, cache),
      (x) => this.multiheadAttn.attendTo(x, memory, masks),
    );
  }

  #run(
    target: Tensor,
    attendToSteps: (x: Tensor) => Tensor,
    attendToMemory: (x: Tensor) => Tensor,
  ): Tensor {
    const sublayers = [
      { norm: this.norm1, f: attendToSteps },
      { norm: this.norm2, f: attendToMemory },
      { norm: this.norm3, f: (x: Tensor) => this.feedForward.forward(x) },
    ];
    return scope(() => runSublayers(target, sublayers, this));
  }
}
