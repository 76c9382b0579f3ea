import { LayerNorm, Module } from '@rondo/layers-core';
import { checkShapes, scope, type Tensor } from '@rondo/tensor';
import type { AttentionMasks } from './attention-masks.ts';
import { FeedForward } from './feed-forward.ts';
import { MultiheadAttention } from './multihead-attention.ts';
import { runSublayers, withDefaults, type TransformerLayerOptions } from './sublayers.ts';

/**
 * Self-attention, then a feed-forward network, each with a residual sum and a layer norm:
 *
 * y = norm₁(x + attention(x)), z = norm₂(y + feedForward(y)); with `normFirst` y = x + attention(norm₁(x)), z = y + feedForward(norm₂(y)).
 *
 * x `[N, T, E]` → `[N, T, E]`. Source: Vaswani et al. 2017, section 3.1; norm first: Xiong et al. 2020.
 */
export class TransformerEncoderLayer extends Module {
  static override readonly torchNames = { selfAttn: 'self_attn', feedForward: '' };

  readonly dModel: number;
  readonly normFirst: boolean;
  readonly dropout: number;
  readonly selfAttn: MultiheadAttention;
  readonly feedForward: FeedForward;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;

  /** @throws RangeFault unless the heads divide dModel and 0 ≤ dropout ≤ 1. */
  constructor(dModel: number, heads: number, options: TransformerLayerOptions = {}) {
    super();
    const { feedForward, normFirst, layerNormEps: eps, ...rest } = withDefaults(options);
    const { dropout, bias } = rest;
    this.dModel = dModel;
    this.normFirst = normFirst;
    this.dropout = dropout;
    this.selfAttn = new MultiheadAttention(dModel, heads, { dropout, bias });
    this.feedForward = new FeedForward(dModel, feedForward, rest);
    this.norm1 = new LayerNorm(dModel, { eps, bias });
    this.norm2 = new LayerNorm(dModel, { eps, bias });
  }

  /** @throws ShapeError, DTypeError or RangeFault naming the argument that does not fit. */
  forward(x: Tensor, masks: AttentionMasks = {}): Tensor {
    checkShapes(this, { x: [x, ['N', 'T', 'dModel']] }, { dModel: this.dModel });
    const sublayers = [
      {
        norm: this.norm1,
        f: (input: Tensor) => this.selfAttn.forward(input, input, input, masks).output,
      },
      { norm: this.norm2, f: (input: Tensor) => this.feedForward.forward(input) },
    ];
    return scope(() => runSublayers(x, sublayers, this));
  }
}
