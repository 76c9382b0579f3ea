import { expect, it } from 'vitest';
import { backward } from '../../packages/autograd/src/index.ts';
import { TransformerEncoderLayer } from '../../packages/layers-attention/src/index.ts';
import { Dropout, Embedding, Linear, Module } from '../../packages/layers-core/src/index.ts';
import { GRU, LSTM, RNN } from '../../packages/layers-recurrent/src/index.ts';
import { Adam, clipGradNorm } from '../../packages/optim/src/index.ts';
import { configurationInForce, configured } from '../../packages/backend-cpu/test/configured.ts';
import {
  conv1d,
  crossEntropy,
  manualSeed,
  randn,
  relu,
  scope,
  tensor,
  useBackend,
  type Tensor,
} from '../../packages/tensor/src/index.ts';

const [batch, length, size, vocabulary] = [7, 19, 36, 211];
const lengths = [19, 3, 19, 11, 1, 7, 18];

type Body = (x: Tensor) => Tensor;

/** Symbols to symbols through some layers in between. */
class Model extends Module {
  readonly embedding = new Embedding(vocabulary, size);
  readonly dropout = new Dropout(0.1);
  readonly inner: Module;
  readonly output = new Linear(size, vocabulary);
  readonly #body: Body;

  constructor(inner: Module, body: Body) {
    super();
    this.inner = inner;
    this.#body = body;
  }

  forward(symbols: Tensor): Tensor {
    const x = this.dropout.forward(this.embedding.forward(symbols));
    return this.output.forward(this.#body(x));
  }
}

/** A convolution over time. */
class Convolution extends Module {
  readonly weight = new Linear(size * 3, size);

  forward(x: Tensor): Tensor {
    const kernel = this.weight.weight.reshape([size, size, 3]);
    return relu(conv1d(x.transpose(1, 2), kernel, { padding: 1 }).transpose(1, 2));
  }
}

const models: Readonly<Record<string, () => Model>> = {
  gru: () => {
    const gru = new GRU(size, size / 2, { numLayers: 2, bidirectional: true, dropout: 0.1 });
    return new Model(gru, (x) => gru.forward(x, { lengths }).output);
  },
  lstm: () => {
    const lstm = new LSTM(size, size);
    return new Model(lstm, (x) => lstm.forward(x, { lengths }).output);
  },
  rnn: () => {
    const rnn = new RNN(size, size);
    return new Model(rnn, (x) => rnn.forward(x).output);
  },
  transformer: () => {
    const layer = new TransformerEncoderLayer(size, 4, { feedForward: 50, dropout: 0.1 });
    return new Model(layer, (x) => layer.forward(x, { keyLengths: lengths }));
  },
  convolution: () => {
    const layer = new Convolution();
    return new Model(layer, (x) => layer.forward(x));
  },
};

/** Trains a model for some steps; gives the bits of all its parameters. */
async function trained(make: () => Model): Promise<Record<string, Int32Array>> {
  manualSeed(3);
  const model = make();
  const optimizer = new Adam(model.parameters(), { learningRate: 0.01 });
  const symbols = Int32Array.from({ length: batch * length }, (_, i) => (i * 31) % vocabulary);
  for (let step = 0; step < 4; step++) {
    const loss = backward(() => {
      const x = tensor(symbols, { shape: [batch, length], dtype: 'int32' });
      const logits = model.forward(x);
      const target = tensor(symbols.toReversed(), { dtype: 'int32' });
      return crossEntropy(logits.reshape([batch * length, vocabulary]), target);
    });
    clipGradNorm(model.parameters(), 1);
    optimizer.step();
    loss.dispose();
  }
  const bits: Record<string, Int32Array> = {};
  for (const [name, parameter] of model.namedParameters()) {
    const data = await parameter.data();
    bits[name] = new Int32Array(Float32Array.from(data).buffer);
  }
  optimizer.dispose();
  model.dispose();
  return bits;
}

it.each(Object.entries(models))(
  '%s: training gives the same bits on any number of threads',
  async (_, make) => {
    let expected: Record<string, Int32Array> | undefined;
    for (const threads of [1, 2, 3]) {
      // A native library may add in another order on more threads.
      const backend = configured({ threads, blas: 'none' });
      useBackend(backend);
      await configurationInForce();
      const bits = await trained(make);
      expected ??= bits;
      expect(bits).toEqual(expected);
      backend.dispose();
    }
  },
);

it('a product of any size has the same bits on any number of threads', async () => {
  const sizes = [
    [1, 256, 1024],
    [64, 64, 64],
    [97, 259, 131],
    [300, 17, 999],
    [3, 1000, 5],
  ] as const;
  const expected: Record<string, Int32Array> = {};
  for (const threads of [1, 2, 3]) {
    const backend = configured({ threads, blas: 'none' });
    useBackend(backend);
    await configurationInForce();
    for (const [rows, depth, columns] of sizes) {
      manualSeed(5);
      const product = scope(() => randn([rows, depth]).matmul(randn([depth, columns])));
      const bits = new Int32Array(Float32Array.from(await product.data()).buffer);
      product.dispose();
      const name = [rows, depth, columns].join('x');
      const others = (expected[name] ??= bits);
      expect(bits.every((value, i) => value === others[i])).toBe(true);
    }
    backend.dispose();
  }
});
