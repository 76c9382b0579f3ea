import { checkOptions, LayerNorm, Module } from '@rondo/layers-core';
import { checkShapes, scope, type Tensor } from '@rondo/tensor';
import { maskNames, resolveMasks, type AttentionMasks } from './attention-masks.ts';
import { checkFloats, checkWhole } from './check-sizes.ts';
import { inOurSense, type MaskSense } from './mask-sense.ts';
import type { AttentionInputs } from './multihead-attention.ts';
import { attentionPositions, inputPositions, type InputPositions } from './positions.ts';
import { areSingle, runSingly } from './single-sequence.ts';
import { layerOptionNames, withDefaults, type TransformerLayerOptions } from './sublayers.ts';
import { TransformerEncoderLayer } from './transformer-encoder-layer.ts';
import { wantedWeights, type WeightsWanted, type WithWeights } from './with-weights.ts';

export interface TransformerStackOptions extends TransformerLayerOptions {
  /** Layers on top of each other (6). */
  readonly numLayers?: number;
  /** Whether a norm follows the last layer (false). `Transformer` has one. */
  readonly finalNorm?: boolean;
}

export const stackOptionNames = ['numLayers', 'finalNorm', ...layerOptionNames] as const;

/**
 * Encoder layers on top of each other: x `[N, T, E]` → `[N, T, E]`, or `[T, E]` → `[T, E]`. Each layer has initial values of its own.
 * Only the stack reads masks in PyTorch's sense where it is told to (`maskSense`), not its layers.
 */
export class TransformerEncoder extends Module {
  readonly dModel: number;
  readonly numHeads: number;
  readonly maskSense: MaskSense;
  readonly layers: readonly TransformerEncoderLayer[];
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
      () => new TransformerEncoderLayer(dModel, heads, ofLayers),
    );
    this.norm = finalNorm ? new LayerNorm(dModel, { eps, bias }) : undefined;
    this.positions = inputPositions(positions);
  }

  /**
   * With `needWeights` the weights of each layer, the first one's first, come too.
   * @throws ShapeError, DTypeError or RangeFault naming the argument that does not fit.
   */
  forward(x: Tensor, masks: AttentionMasks & WeightsWanted): WithWeights<Tensor[]>;
  forward(x: Tensor, masks?: AttentionMasks): Tensor;
  forward(x: Tensor, masks: AttentionInputs = {}): Tensor | WithWeights<Tensor[]> {
    checkOptions(this, masks, [...maskNames, 'needWeights']);
    if (!areSingle(x)) return this.#forward(x, masks);
    return runSingly([x], masks, ([batch], given) => this.#forward(batch!, given));
  }

  #forward(
    x: Tensor,
    { needWeights: needs, ...masks }: AttentionInputs,
  ): Tensor | WithWeights<Tensor[]> {
    const { dModel, numHeads: H } = this;
    const { N, T } = checkShapes(this, { x: [x, ['N', 'T', 'dModel']] }, { dModel }) as {
      N: number;
      T: number;
    };
    checkFloats(this, { x });
    const needWeights = wantedWeights(this, { needWeights: needs });
    return scope(() => {
      const sizes = { N, H, T1: T, T2: T };
      const resolved = resolveMasks(this, inOurSense(this, masks), sizes, x.storage.backend);
      const weights: Tensor[] = [];
      let value = this.positions ? this.positions.forward(x) : x;
      for (const layer of this.layers) {
        if (!needWeights) value = layer.forward(value, resolved);
        else {
          const result = layer.forward(value, { ...resolved, needWeights });
          value = result.output;
          weights.push(result.weights);
        }
      }
      const output = this.norm ? this.norm.forward(value) : value;
      return needWeights ? { output, weights } : output;
    });
  }
}
