import { Module } from '@rondo/layers-core';
import { GRU } from '@rondo/layers-recurrent';
import { arange, concat, type Tensor } from '@rondo/tensor';
import type { ModelConfig } from './config.ts';
import type { Memory } from './memory.ts';

/** Reads the source in both directions with stacked GRUs (Bahdanau, Cho & Bengio 2015, section 3.2). */
export class BidirectionalEncoder extends Module {
  readonly rnn: GRU;

  constructor({ embeddingSize, hiddenSize, layers, dropout }: ModelConfig) {
    super();
    this.rnn = new GRU(embeddingSize, hiddenSize, {
      numLayers: layers,
      bidirectional: true,
      dropout: layers > 1 ? dropout : 0,
    });
  }

  /** Embedded source `[N, S, E]` and its lengths, int32 `[N]`. */
  forward(embedded: Tensor, lengths: Tensor): Memory {
    const { output, hidden } = this.rnn.forward(embedded, { lengths });
    const [forward, backward] = hidden.slice(0, -2).split(1) as [Tensor, Tensor];
    const positions = arange(0, embedded.shape[1]!);
    return {
      states: output,
      summary: concat([forward.squeeze(0), backward.squeeze(0)], -1),
      mask: positions.less(lengths.unsqueeze(1)).unsqueeze(1),
    };
  }
}
