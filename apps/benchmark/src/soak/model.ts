import { TransformerEncoderLayer } from '@rondo/layers-attention';
import { Embedding, Linear, Module } from '@rondo/layers-core';
import { GRU, LSTM } from '@rondo/layers-recurrent';
import { scope, type Tensor } from '@rondo/tensor';

const features = 32;

/** Some of everything that is trained: embedding, GRU in two directions, attention with dropout, LSTM, a layer to the vocabulary. */
export class SoakModel extends Module {
  readonly embedding: Embedding;
  readonly gru = new GRU(features, features / 2, { bidirectional: true });
  readonly encoder = new TransformerEncoderLayer(features, 4, { feedForward: 48, dropout: 0.1 });
  readonly lstm = new LSTM(features, features);
  readonly output: Linear;

  constructor(vocabulary: number) {
    super();
    this.embedding = new Embedding(vocabulary, features);
    this.output = new Linear(features, vocabulary);
  }

  /** ids int32 `[N, L]`, lengths of the sequences → logits `[N, L, V]`. */
  forward(ids: Tensor, lengths: readonly number[]): Tensor {
    return scope(() => {
      const words = this.embedding.forward(ids);
      const { output: read } = this.gru.forward(words, { lengths });
      const attended = this.encoder.forward(read, { keyLengths: lengths });
      return this.output.forward(this.lstm.forward(attended, { lengths }).output);
    });
  }
}
