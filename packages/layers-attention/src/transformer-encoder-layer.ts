import { checkOptions, LayerNorm, Module } from '@rondo/layers-core';
import { checkShapes, scope, type Tensor } from '@rondo/tensor';
import { maskNames, type AttentionMasks } from './attention-masks.ts';
import { checkFloats } from './check-sizes.ts';
import { FeedForward } from './feed-forward.ts';
import { inOurSense, type MaskSense } from './mask-sense.ts';
import { MultiheadAttention, type AttentionInputs } from './multihead-attention.ts';
import { attentionPositions, inputPositions, type InputPositions } from './positions.ts';
import { areSingle, runSingly } from './single-sequence.ts';
import {
  layerOptionNames,
  runSublayers,
  withDefaults,
  type TransformerLayerOptions,
} from './sublayers.ts';
import { answer, wantedWeights, type WeightsWanted, type WithWeights } from './with-weights.ts';

/**
 * Self-attention, then a feed-forward network, each with a residual sum and a layer norm:
 *
 * y = norm₁(x + attention(x)), z = norm₂(y + feedForward(y)); with `normFirst` y = x + attention(norm₁(x)), z = y + feedForward(norm₂(y)).
 *
 * x `[N, T, E]` → `[N, T, E]`, or `[T, E]` → `[T, E]`. Source: Vaswani et al. 2017, section 3.1; norm first: Xiong et al. 2020.
 */
export class TransformerEncoderLayer extends Module {
  static override readonly torchNames = { selfAttn: 'self_attn', feedForward: '' };

  readonly dModel: number;
  readonly normFirst: boolean;
  readonly dropout: number;
  readonly maskSense: MaskSense;
  readonly selfAttn: MultiheadAttention;
  readonly feedForward: FeedForward;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly positions: InputPositions | undefined;

  /** @throws RangeFault unless the heads divide dModel and 0 ≤ dropout ≤ 1. */
  constructor(dModel: number, heads: number, options: TransformerLayerOptions = {}) {
    super();
    checkOptions(this, options, layerOptionNames);
    const given = withDefaults(this, dModel, heads, options);
    const { normFirst, layerNormEps: eps, dropout, bias, activation } = given;
    const { keyValueHeads, positions } = options;
    this.dModel = dModel;
    this.normFirst = normFirst;
    this.dropout = dropout;
    this.maskSense = given.maskSense;
    this.selfAttn = new MultiheadAttention(dModel, heads, {
      dropout,
      bias,
      keyValueHeads,
      positions: attentionPositions(positions),
    });
    this.feedForward = new FeedForward(dModel, given.feedForward, { activation, dropout, bias });
    this.norm1 = new LayerNorm(dModel, { eps, bias });
    this.norm2 = new LayerNorm(dModel, { eps, bias });
    this.positions = inputPositions(positions);
  }

  /** @throws ShapeError, DTypeError or RangeFault naming the argument that does not fit. */
  forward(x: Tensor, masks: AttentionMasks & WeightsWanted): WithWeights<Tensor>;
  forward(x: Tensor, masks?: AttentionMasks): Tensor;
  forward(x: Tensor, masks: AttentionInputs = {}): Tensor | WithWeights<Tensor> {
    checkOptions(this, masks, [...maskNames, 'needWeights']);
    if (!areSingle(x)) return this.#forward(x, masks);
    return runSingly([x], masks, ([batch], given) => this.#forward(batch!, given));
  }

  get numHeads(): number {
    return this.selfAttn.numHeads;
  }

  #forward(
    x: Tensor,
    { needWeights: needs, ...masks }: AttentionInputs,
  ): Tensor | WithWeights<Tensor> {
    checkShapes(this, { x: [x, ['N', 'T', 'dModel']] }, { dModel: this.dModel });
    checkFloats(this, { x });
    const needWeights = wantedWeights(this, { needWeights: needs });
    return scope(() => {
      const seen: Tensor[] = [];
      const limits = { ...inOurSense(this, masks), needWeights };
      const attend = (input: Tensor): Tensor => {
        const { output, weights } = this.selfAttn.forward(input, input, input, limits);
        if (weights) seen.push(weights);
        return output;
      };
      const sublayers = [
        { norm: this.norm1, f: attend },
        { norm: this.norm2, f: (input: Tensor) => this.feedForward.forward(input) },
      ];
      const placed = this.positions ? this.positions.forward(x) : x;
      return answer({ output: runSublayers(placed, sublayers, this), weights: seen[0] });
    });
  }
}
