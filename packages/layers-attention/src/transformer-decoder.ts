import { LayerNorm, Module } from '@rondo/layers-core';
import { checkShapes, scope, type Tensor } from '@rondo/tensor';
import { resolveMasks, type ResolvedMasks } from './attention-masks.ts';
import { DecoderCache } from './decoder-cache.ts';
import {
  ofMemory,
  TransformerDecoderLayer,
  type DecoderMasks,
  type MemoryMasks,
} from './transformer-decoder-layer.ts';
import type { TransformerStackOptions } from './transformer-encoder.ts';

export interface DecoderCacheOptions extends MemoryMasks {
  /** Steps to make room for at first (64); more room is made when it is needed. */
  readonly capacity?: number;
}

/**
 * Decoder layers on top of each other: target `[N, T, E]`, memory `[N, S, E]` → `[N, T, E]`. Each layer has initial values of its own.
 *
 * `step` decodes with a cache: each call has only the new steps and costs what they cost.
 */
export class TransformerDecoder extends Module {
  readonly dModel: number;
  readonly layers: readonly TransformerDecoderLayer[];
  readonly norm: LayerNorm | undefined;

  /** @throws RangeFault unless the heads divide dModel and 0 ≤ dropout ≤ 1. */
  constructor(dModel: number, heads: number, options: TransformerStackOptions = {}) {
    super();
    const { numLayers = 6, finalNorm = false, layerNormEps: eps = 1e-5, bias = true } = options;
    this.dModel = dModel;
    this.layers = Array.from(
      { length: numLayers },
      () => new TransformerDecoderLayer(dModel, heads, options),
    );
    this.norm = finalNorm ? new LayerNorm(dModel, { eps, bias }) : undefined;
  }

  /**
   * Decodes whole sequences. For a model that predicts the next step, `causal: true`.
   * @throws ShapeError, DTypeError or RangeFault naming the argument that does not fit.
   */
  forward(target: Tensor, memory: Tensor, masks: DecoderMasks = {}): Tensor {
    const { dModel } = this;
    const { N, T, S } = checkShapes(
      this,
      { target: [target, ['N', 'T', 'dModel']], memory: [memory, ['N', 'S', 'dModel']] },
      { dModel },
    ) as { N: number; T: number; S: number };
    return scope(() => {
      const steps = this.#resolve(masks, { N, T1: T, T2: T }, target);
      const places = this.#resolve(ofMemory(masks), { N, T1: T, T2: S }, target);
      const resolved: DecoderMasks = {
        ...steps,
        memoryMask: places.mask,
        memoryBias: places.bias,
        memoryLengths: places.keyLengths,
      };
      const output = this.layers.reduce(
        (value, layer) => layer.forward(value, memory, resolved),
        target,
      );
      return this.norm ? this.norm.forward(output) : output;
    });
  }

  /** Projects the memory for all layers and makes room for steps. Masks of the memory are those of one step, `[1, S]` and so on. */
  createCache(memory: Tensor, { capacity, ...masks }: DecoderCacheOptions = {}): DecoderCache {
    const { dModel } = this;
    const { N, S } = checkShapes(this, { memory: [memory, ['N', 'S', 'dModel']] }, { dModel }) as {
      N: number;
      S: number;
    };
    const room = capacity === undefined ? {} : { capacity };
    const { backend } = memory.storage;
    return scope(() => {
      const { mask, bias, keyLengths, causal } = this.#resolve(
        ofMemory(masks),
        { N, T1: 1, T2: S },
        memory,
      );
      const layers = this.layers.map(({ selfAttn, multiheadAttn }) => ({
        steps: selfAttn.createCache(N, { ...room, backend }),
        memory: multiheadAttn.keyValue(memory),
      }));
      // Tensors of the caller stay the caller's.
      return new DecoderCache(layers, {
        mask: mask?.detach(),
        bias: bias?.detach(),
        keyLengths: keyLengths?.detach(),
        causal,
      });
    });
  }

  /**
   * Decodes the next T steps target `[N, T, E]`: the same as those steps of `forward` on all of them with `causal: true`.
   * @throws GradientError while gradients are recorded.
   */
  step(target: Tensor, cache: DecoderCache): Tensor {
    const { dModel } = this;
    checkShapes(this, { target: [target, ['N', 'T', 'dModel']] }, { dModel });
    return scope(() => {
      const { memoryMasks } = cache;
      const output = this.layers.reduce((value, layer, index) => {
        const { steps, memory } = cache.layers[index]!;
        return layer.step(value, steps, memory, memoryMasks);
      }, target);
      return this.norm ? this.norm.forward(output) : output;
    });
  }

  #resolve(
    masks: DecoderMasks,
    sizes: { readonly N: number; readonly T1: number; readonly T2: number },
    like: Tensor,
  ): ResolvedMasks {
    const H = this.layers[0]?.selfAttn.numHeads ?? 1;
    return resolveMasks(this, masks, { ...sizes, H }, like.storage.backend);
  }
}
