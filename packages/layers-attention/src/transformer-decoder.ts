import { checkOptions, LayerNorm, Module } from '@rondo/layers-core';
import { checkShapes, scope, type Tensor } from '@rondo/tensor';
import { resolveMasks, type ResolvedMasks } from './attention-masks.ts';
import { checkFloats, checkWhole } from './check-sizes.ts';
import { DecoderCache } from './decoder-cache.ts';
import type { MaskSense } from './mask-sense.ts';
import { attentionPositions, inputPositions, type InputPositions } from './positions.ts';
import { areSingle, runSingly } from './single-sequence.ts';
import { withDefaults } from './sublayers.ts';
import {
  decoderMaskNames,
  memoryMaskNames,
  ofMemory,
  ofSteps,
  TransformerDecoderLayer,
  type DecoderMasks,
  type DecoderWeights,
  type MemoryMasks,
} from './transformer-decoder-layer.ts';
import { stackOptionNames, type TransformerStackOptions } from './transformer-encoder.ts';
import {
  wantedWeights,
  type NeedWeights,
  type WeightsOption,
  type WeightsWanted,
  type WithWeights,
} from './with-weights.ts';
import { withoutPadding } from './without-padding.ts';

export interface DecoderCacheOptions extends MemoryMasks {
  /** Steps to make room for at first (64); more room is made when it is needed. */
  readonly capacity?: number;
}

/**
 * Decoder layers on top of each other: target `[N, T, E]`, memory `[N, S, E]` → `[N, T, E]`; all of them without N: one sequence. Each
 * layer has initial values of its own. Only the stack reads masks in PyTorch's sense where it is told to (`maskSense`), not its layers.
 *
 * `step` decodes with a cache: each call has only the new steps and costs what they cost.
 */
export class TransformerDecoder extends Module {
  readonly dModel: number;
  readonly numHeads: number;
  readonly maskSense: MaskSense;
  readonly layers: readonly TransformerDecoderLayer[];
  readonly norm: LayerNorm | undefined;
  readonly positions: InputPositions | undefined;

  /** @throws RangeFault unless the heads divide dModel and 0 ≤ dropout ≤ 1. */
  constructor(dModel: number, heads: number, options: TransformerStackOptions = {}) {
    super();
    checkOptions(this, options, stackOptionNames);
    const { numLayers = 6, finalNorm = false, maskSense: _, ...rest } = options;
    checkWhole(this, { numLayers }, 0);
    const { maskSense, bias, layerNormEps: eps } = withDefaults(this, dModel, heads, options);
    const { positions } = options;
    const ofLayers = { ...rest, positions: attentionPositions(positions) };
    this.dModel = dModel;
    this.numHeads = heads;
    this.maskSense = maskSense;
    this.layers = Array.from(
      { length: numLayers },
      () => new TransformerDecoderLayer(dModel, heads, ofLayers),
    );
    this.norm = finalNorm ? new LayerNorm(dModel, { eps, bias }) : undefined;
    this.positions = inputPositions(positions);
  }

  /**
   * Decodes whole sequences. For a model that predicts the next step, `causal: true`. With `needWeights` the weights of each layer, the
   * first one's first, come too.
   * @throws ShapeError, DTypeError or RangeFault naming the argument that does not fit.
   */
  forward(
    target: Tensor,
    memory: Tensor,
    masks: DecoderMasks & WeightsWanted,
  ): WithWeights<DecoderWeights[]>;
  forward(target: Tensor, memory: Tensor, masks?: DecoderMasks): Tensor;
  forward(
    target: Tensor,
    memory: Tensor,
    masks: DecoderMasks & WeightsOption = {},
  ): Tensor | WithWeights<DecoderWeights[]> {
    checkOptions(this, masks, decoderMaskNames);
    if (!areSingle(target, memory)) return this.#forward(target, memory, masks);
    return runSingly([target, memory], masks, ([steps, places], given) =>
      this.#forward(steps!, places!, given),
    );
  }

  #forward(
    target: Tensor,
    memory: Tensor,
    masks: DecoderMasks & WeightsOption,
  ): Tensor | WithWeights<DecoderWeights[]> {
    const { dModel } = this;
    const { N, T, S } = checkShapes(
      this,
      { target: [target, ['N', 'T', 'dModel']], memory: [memory, ['N', 'S', 'dModel']] },
      { dModel },
    ) as { N: number; T: number; S: number };
    checkFloats(this, { target, memory });
    const needWeights = wantedWeights(this, masks);
    return scope(() => {
      const steps = this.#resolve(ofSteps(this, masks), { N, T1: T, T2: T }, target);
      const places = this.#resolve(ofMemory(this, masks), { N, T1: T, T2: S }, target);
      const resolved: DecoderMasks = {
        ...steps,
        memoryMask: places.mask,
        memoryBias: places.bias,
        memoryLengths: places.keyLengths,
      };
      const known = places.keyLengths ? withoutPadding(memory, places.keyLengths) : memory;
      return this.#run(target, 0, needWeights, (layer, value) =>
        needWeights
          ? layer.forward(value, known, { ...resolved, needWeights })
          : layer.forward(value, known, resolved),
      );
    });
  }

  /** Projects the memory for all layers and makes room for steps. Masks of the memory are those of one step, `[1, S]` and so on. */
  createCache(memory: Tensor, options: DecoderCacheOptions = {}): DecoderCache {
    checkOptions(this, options, ['capacity', ...memoryMaskNames]);
    const { capacity, ...masks } = options;
    const { dModel } = this;
    const { N, S } = checkShapes(this, { memory: [memory, ['N', 'S', 'dModel']] }, { dModel }) as {
      N: number;
      S: number;
    };
    const room = capacity === undefined ? {} : { capacity };
    const { backend } = memory.storage;
    return scope(() => {
      const { mask, bias, keyLengths, causal } = this.#resolve(
        ofMemory(this, masks),
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
  step(target: Tensor, cache: DecoderCache, options: WeightsWanted): WithWeights<DecoderWeights[]>;
  step(target: Tensor, cache: DecoderCache): Tensor;
  step(
    target: Tensor,
    cache: DecoderCache,
    options: WeightsOption = {},
  ): Tensor | WithWeights<DecoderWeights[]> {
    checkOptions(this, options, ['needWeights']);
    const needWeights = wantedWeights(this, options);
    const { dModel } = this;
    checkShapes(this, { target: [target, ['N', 'T', 'dModel']] }, { dModel });
    checkFloats(this, { target });
    const { memoryMasks } = cache;
    return scope(() =>
      this.#run(target, cache.length, needWeights, (layer, value, index) => {
        const { steps, memory } = cache.layers[index]!;
        return needWeights
          ? layer.step(value, steps, memory, { ...memoryMasks, needWeights })
          : layer.step(value, steps, memory, memoryMasks);
      }),
    );
  }

  /** The layers one after the other, from position `offset` on. */
  #run(
    target: Tensor,
    offset: number,
    needWeights: NeedWeights | undefined,
    runLayer: (
      layer: TransformerDecoderLayer,
      value: Tensor,
      index: number,
    ) => Tensor | WithWeights<DecoderWeights>,
  ): Tensor | WithWeights<DecoderWeights[]> {
    const weights: DecoderWeights[] = [];
    let value = this.positions ? this.positions.forward(target, { offset }) : target;
    for (const [index, layer] of this.layers.entries()) {
      const result = runLayer(layer, value, index);
      if ('weights' in result) weights.push(result.weights);
      value = 'weights' in result ? result.output : result;
    }
    const output = this.norm ? this.norm.forward(value) : value;
    return needWeights ? { output, weights } : output;
  }

  #resolve(
    masks: DecoderMasks,
    sizes: { readonly N: number; readonly T1: number; readonly T2: number },
    like: Tensor,
  ): ResolvedMasks {
    return resolveMasks(this, masks, { ...sizes, H: this.numHeads }, like.storage.backend);
  }
}
