import { LayerNorm, Module } from '@rondo/layers-core';
import { checkShapes, scope, type Tensor } from '@rondo/tensor';
import { resolveMasks, type AttentionMasks } from './attention-masks.ts';
import type { TransformerLayerOptions } from './sublayers.ts';
import { TransformerEncoderLayer } from './transformer-encoder-layer.ts';

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

  /** @throws RangeFault unless the heads divide dModel and 0 ≤ dropout ≤ 1. */
  constructor(dModel: number, heads: number, options: TransformerStackOptions = {}) {
    super();
    const { numLayers = 6, finalNorm = false, layerNormEps: eps = 1e-5, bias = true } = options;
    this.dModel = dModel;
    this.layers = Array.from(
      { length: numLayers },
      () => new TransformerEncoderLayer(dModel, heads, options),
    );
    this.norm = finalNorm ? new LayerNorm(dModel, { eps, bias }) : undefined;
  }

  /** @throws ShapeError, DTypeError or RangeFault naming the argument that does not fit. */
  forward(x: Tensor, masks: AttentionMasks = {}): Tensor {
    const { dModel } = this;
    const { N, T } = checkShapes(this, { x: [x, ['N', 'T', 'dModel']] }, { dModel }) as {
      N: number;
      T: number;
    };
    return scope(() => {
      const H = this.layers[0]?.selfAttn.numHeads ?? 1;
      const resolved = resolveMasks(this, masks, { N, H, T1: T, T2: T }, x.storage.backend);
      const output = this.layers.reduce((value, layer) => layer.forward(value, resolved), x);
      return this.norm ? this.norm.forward(output) : output;
    });
  }
}
