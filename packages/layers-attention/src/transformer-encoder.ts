import { LayerNorm, Module } from '@rondo/layers-core';
import { checkShapes, scope, type Tensor } from '@rondo/tensor';
import { resolveMasks, type AttentionMasks } from './attention-masks.ts';
import type { AttentionInputs } from './multihead-attention.ts';
import {
  attentionPositions,
  checkPositions,
  inputPositions,
  type InputPositions,
} from './positions.ts';
import type { TransformerLayerOptions } from './sublayers.ts';
import { TransformerEncoderLayer } from './transformer-encoder-layer.ts';
import type { WeightsWanted, WithWeights } from './with-weights.ts';

export interface TransformerStackOptions extends TransformerLayerOptions {
  /** Layers on top of each other (6). */
  readonly numLayers?: number;
  /** Whether a norm follows the last layer (false). `Transformer` has one. */
  readonly finalNorm?: boolean;
}

/** Encoder layers on top of each other: x `[N, T, E]` → `[N, T, E]`. Each layer has initial values of its own. */
export class TransformerEncoder extends Module {
  readonly dModel: number;
  readonly layers: readonly TransformerEncoderLayer[];
  readonly norm: LayerNorm | undefined;
  readonly positions: InputPositions | undefined;

  /** @throws RangeFault unless the heads divide dModel and 0 ≤ dropout ≤ 1. */
  constructor(dModel: number, heads: number, options: TransformerStackOptions = {}) {
    super();
    const { numLayers = 6, finalNorm = false, layerNormEps: eps = 1e-5, bias = true } = options;
    const { positions } = options;
    checkPositions(this, positions, { dModel });
    const ofLayers = { ...options, positions: attentionPositions(positions) };
    this.dModel = dModel;
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
  forward(
    x: Tensor,
    { needWeights, ...masks }: AttentionInputs = {},
  ): Tensor | WithWeights<Tensor[]> {
    const { dModel } = this;
    const { N, T } = checkShapes(this, { x: [x, ['N', 'T', 'dModel']] }, { dModel }) as {
      N: number;
      T: number;
    };
    return scope(() => {
      const H = this.layers[0]?.selfAttn.numHeads ?? 1;
      const resolved = resolveMasks(this, masks, { N, H, T1: T, T2: T }, x.storage.backend);
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
