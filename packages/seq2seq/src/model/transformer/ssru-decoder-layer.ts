import { FeedForward, MultiheadAttention, type KeyValue } from '@rondo/layers-attention';
import { Dropout, LayerNorm, Module } from '@rondo/layers-core';
import { SSRU } from '@rondo/layers-recurrent';
import type { Tensor } from '@rondo/tensor';
import type { TransformerModelConfig } from '../config.ts';

/** What a layer makes of its steps. */
export interface LayerRun {
  /** `[N, T, E]` */
  readonly output: Tensor;
  /** The memory of the recurrent unit after the last step, `[1, N, E]`. */
  readonly cell: Tensor;
  /** `[N, T, S]` or, of each head, `[N, H, T, S]`, if wanted. */
  readonly weights: Tensor | undefined;
}

export interface LayerInputs {
  /** The memory of the recurrent unit before the first step; zeros when left out. */
  readonly c0?: Tensor | undefined;
  /** Tokens of each source, int32 `[N]`. */
  readonly lengths: Tensor;
  /** The mean over the heads, or each head's. */
  readonly needWeights?: 'average' | 'heads' | undefined;
}

/**
 * A Transformer's decoder layer with a simpler simple recurrent unit in the place of self-attention: its steps cost the same however
 * many went before, and only its memory is carried. Source: Kim et al. 2019, section 3.1.
 */
export class SSRUDecoderLayer extends Module {
  static override readonly torchNames = { multiheadAttn: 'multihead_attn', feedForward: '' };

  readonly normFirst: boolean;
  readonly ssru: SSRU;
  readonly multiheadAttn: MultiheadAttention;
  readonly feedForward: FeedForward;
  readonly norm1: LayerNorm;
  readonly norm2: LayerNorm;
  readonly norm3: LayerNorm;
  readonly dropout: Dropout;

  constructor({
    dModel,
    heads,
    feedForward,
    activation,
    normFirst,
    dropout,
  }: TransformerModelConfig) {
    super();
    this.normFirst = normFirst;
    this.ssru = new SSRU(dModel, dModel);
    this.multiheadAttn = new MultiheadAttention(dModel, heads, { dropout });
    this.feedForward = new FeedForward(dModel, feedForward, { activation, dropout });
    this.norm1 = new LayerNorm(dModel);
    this.norm2 = new LayerNorm(dModel);
    this.norm3 = new LayerNorm(dModel);
    this.dropout = new Dropout(dropout);
  }

  /** Steps x `[N, T, E]` with what `multiheadAttn.keyValue` made of the memory. */
  forward(
    x: Tensor,
    memory: KeyValue,
    { c0, lengths: keyLengths, needWeights }: LayerInputs,
  ): LayerRun {
    let cell: Tensor | undefined;
    let weights: Tensor | undefined;
    const recurred = this.#sublayer(x, this.norm1, (input) => {
      const run = this.ssru.forward(input, { c0 });
      ({ cell } = run);
      return run.output;
    });
    const attended = this.#sublayer(recurred, this.norm2, (input) => {
      if (!needWeights) return this.multiheadAttn.attendTo(input, memory, { keyLengths });
      const result = this.multiheadAttn.attendTo(input, memory, { keyLengths, needWeights });
      ({ weights } = result);
      return result.output;
    });
    const output = this.#sublayer(attended, this.norm3, (input) => this.feedForward.forward(input));
    return { output, cell: cell!, weights };
  }

  /** x + f(norm(x)), or norm(x + f(x)) where the norm comes last. */
  #sublayer(x: Tensor, norm: LayerNorm, f: (input: Tensor) => Tensor): Tensor {
    if (this.normFirst) return x.add(this.dropout.forward(f(norm.forward(x))));
    return norm.forward(x.add(this.dropout.forward(f(x))));
  }
}
