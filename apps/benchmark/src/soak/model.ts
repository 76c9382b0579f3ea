import { TransformerDecoderLayer, TransformerEncoderLayer } from '@rondo/layers-attention';
import { Conv1d, Embedding, LayerNorm, Linear, Module } from '@rondo/layers-core';
import { GRU, LSTM } from '@rondo/layers-recurrent';
import { scope, tensor, type Tensor } from '@rondo/tensor';
import { vocabulary, type SoakBatch } from './batch.ts';

const features = 48;
const heads = 4;
const transformer = { feedForward: 80, dropout: 0.1 };

/** Some of everything that is trained: an encoder and a decoder, each recurrent and with attention, behind a convolution. */
export class SoakModel extends Module {
  readonly embedding = new Embedding(vocabulary, features);
  readonly convolution = new Conv1d(features, features, 3, { padding: 'same' });
  readonly gru = new GRU(features, features / 2, { bidirectional: true });
  readonly encoder = new TransformerEncoderLayer(features, heads, transformer);
  readonly lstm = new LSTM(features, features);
  readonly decoder = new TransformerDecoderLayer(features, heads, {
    ...transformer,
    activation: 'gelu',
    normFirst: true,
  });
  readonly norm = new LayerNorm(features);
  readonly output = new Linear(features, vocabulary);

  /** Logits `[N, T, V]`. */
  forward({ source, sourceLengths, input, targetLengths, sizes }: SoakBatch): Tensor {
    const { N, S, T } = sizes;
    return scope(() => {
      const words = this.embedding.forward(tensor(source, { shape: [N, S] }));
      const spread = this.convolution.forward(words.transpose(1, 2)).relu().transpose(1, 2);
      const { output: read } = this.gru.forward(spread, { lengths: sourceLengths });
      const memory = this.encoder.forward(read, { keyLengths: sourceLengths });
      const before = this.embedding.forward(tensor(input, { shape: [N, T] }));
      const { output: written } = this.lstm.forward(before, { lengths: targetLengths });
      const decoded = this.decoder.forward(written, memory, {
        causal: true,
        keyLengths: targetLengths,
        memoryLengths: sourceLengths,
      });
      return this.output.forward(this.norm.forward(decoded));
    });
  }
}
