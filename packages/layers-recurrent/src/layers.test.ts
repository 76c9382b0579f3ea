import { backward } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { gradCheckModule } from '@rondo/layers-core';
import {
  concat,
  currentBackend,
  DTypeError,
  manualSeed,
  memory,
  ones,
  randn,
  RangeFault,
  ShapeError,
  tensor,
  useBackend,
  type Tensor,
} from '@rondo/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GRU } from './gru.ts';
import { LSTM } from './lstm.ts';
import { RNN } from './rnn.ts';

useBackend(cpu());
manualSeed(11);

const kinds = { RNN, GRU, LSTM };
const layers = Object.entries(kinds);

async function expectClose(actual: Tensor, expected: Tensor, tolerance = 1e-6): Promise<void> {
  expect(actual.shape).toEqual(expected.shape);
  if (actual.size === 0) return;
  const data = await actual.sub(expected).abs().data();
  expect(Math.max(...data)).toBeLessThanOrEqual(tolerance);
}

describe.each(layers)('%s', (name, Layer) => {
  it('has the gradients of difference quotients: stacked, both directions, lengths, initial state', async () => {
    const layer = own(new Layer(3, 2, { numLayers: 2, bidirectional: true }));
    const lengths = [3, 1];
    const run = (x?: Tensor, h0?: Tensor): Tensor => {
      const { output, hidden } = layer.forward(x!, { h0, lengths });
      return concat([output.flatten(), hidden.flatten()]);
    };
    const inputs = [randn([2, 3, 3]), randn([4, 2, 2])];
    expect(await gradCheckModule(layer, run, inputs)).toBeLessThan(2e-3);
  }, 60_000);

  it('works on the backend of x, whatever the current one', () => {
    const current = currentBackend();
    const other = cpu();
    useBackend(other);
    const layer = own(new Layer(3, 5, { bidirectional: true }));
    const x = randn([2, 4, 3]);
    useBackend(current);
    expect(layer.forward(x, { lengths: [4, 2] }).hidden.storage.backend).toBe(other);
  });

  it('keeps what stands in the padding, NaN included, out of every gradient', async () => {
    const layer = new Layer(2, 3, { numLayers: 2, bidirectional: true });
    const gradientsOf = async (padding: number): Promise<number[][]> => {
      const x = tensor([
        [
          [1, -1],
          [padding, padding],
        ],
        [
          [2, 1],
          [0.5, 3],
        ],
      ]);
      backward(() =>
        layer
          .forward(x, { lengths: [1, 2] })
          .output.square()
          .sum(),
      ).dispose();
      x.dispose();
      return Promise.all(
        layer.parameters().map(async (parameter) => {
          const gradient = [...(await parameter.grad!.data())];
          parameter.clearGrad();
          return gradient;
        }),
      );
    };
    expect(await gradientsOf(NaN)).toEqual(await gradientsOf(0));
    layer.dispose();
  });

  it('gives every padded sequence what it gives the sequence alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 2 }),
        fc.boolean(),
        async (lengths, numLayers, bidirectional) => {
          const layer = own(new Layer(3, 5, { numLayers, bidirectional }));
          const L = Math.max(...lengths) + 1;
          const x = randn([lengths.length, L, 3]);
          const padded = layer.forward(x, { lengths });
          for (const [n, length] of lengths.entries()) {
            const alone = layer.forward(x.narrow(0, n, 1).narrow(1, 0, length));
            const inBatch = padded.output.narrow(0, n, 1);
            await expectClose(inBatch.narrow(1, 0, length), alone.output);
            await expectClose(padded.hidden.narrow(1, n, 1), alone.hidden);
            expect(
              await inBatch
                .narrow(1, length, L - length)
                .abs()
                .sum()
                .item(),
            ).toBe(0);
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it('does not let padding change anything: values or gradients', async () => {
    const layer = own(new Layer(3, 5, { bidirectional: true }));
    const x = randn([2, 4, 3]);
    const lengths = tensor([4, 2], { dtype: 'int32' });
    const gradients = async (input: Tensor): Promise<unknown> => {
      const loss = backward(() => layer.forward(input, { lengths }).output.square().sum());
      const all = layer.parameters().map(async ({ grad }) => [...(await grad!.data())]);
      const found = [await loss.item(), ...(await Promise.all(all))];
      for (const parameter of layer.parameters()) parameter.clearGrad();
      return found;
    };
    const noise = tensor([
      [[0], [0], [0], [0]],
      [[0], [0], [9], [-7]],
    ]);
    expect(await gradients(x.add(noise))).toEqual(await gradients(x));
  });

  it('can be run step by step, the state handed on', async () => {
    const layer = own(new Layer(3, 5, { numLayers: 2 }));
    const x = randn([2, 6, 3]);
    const whole = layer.forward(x);
    const outputs: Tensor[] = [];
    let state = {};
    for (const part of x.split([1, 3, 2], 1)) {
      const next = layer.forward(part, state);
      outputs.push(next.output);
      state = { h0: next.hidden, ...('cell' in next ? { c0: next.cell } : {}) };
    }
    await expectClose(concat(outputs, 1), whole.output);
    await expectClose((state as { h0: Tensor }).h0, whole.hidden);
  });

  it('ends where its outputs end: forward at the last step, backward at the first', async () => {
    const { output, hidden } = own(new Layer(3, 5, { bidirectional: true })).forward(
      randn([2, 4, 3]),
    );
    await expectClose(hidden.select(0, 0), output.select(1, 3).narrow(1, 0, 5), 0);
    await expectClose(hidden.select(0, 1), output.select(1, 0).narrow(1, 5, 5), 0);
  });

  it('names its parameters as PyTorch does', () => {
    const layer = own(new Layer(3, 5, { numLayers: 2, bidirectional: true, bias: false }));
    const gates = { RNN: 1, GRU: 3, LSTM: 4 }[name]!;
    expect(layer.namedParameters().map(([at, { shape }]) => [at, ...shape])).toEqual([
      ['weight_ih_l0', gates * 5, 3],
      ['weight_hh_l0', gates * 5, 5],
      ['weight_ih_l0_reverse', gates * 5, 3],
      ['weight_hh_l0_reverse', gates * 5, 5],
      ['weight_ih_l1', gates * 5, 10],
      ['weight_hh_l1', gates * 5, 5],
      ['weight_ih_l1_reverse', gates * 5, 10],
      ['weight_hh_l1_reverse', gates * 5, 5],
    ]);
  });

  it('drops between layers only, while training only, the same with the same seed', async () => {
    const x = ones([1, 2, 3]);
    const layer = own(new Layer(3, 5, { numLayers: 2, dropout: 0.5 }));
    const run = async (seed: number): Promise<unknown> => {
      manualSeed(seed);
      return layer.forward(x).output.array();
    };
    expect(await run(1)).toEqual(await run(1));
    expect(await run(1)).not.toEqual(await run(2));
    layer.eval();
    expect(await run(1)).toEqual(await run(2));
    const single = own(new Layer(3, 5, { dropout: 1 }));
    expect(await single.forward(x).output.data()).toEqual(
      await single.eval().forward(x).output.data(),
    );
  });

  it('takes no sequences, one step, and equal lengths', async () => {
    const layer = own(new Layer(3, 5, { bidirectional: true }));
    const none = layer.forward(randn([0, 4, 3]), { lengths: [] });
    expect([none.output.shape, none.hidden.shape]).toEqual([
      [0, 4, 10],
      [2, 0, 5],
    ]);
    expect(layer.forward(randn([1, 1, 3])).output.shape).toEqual([1, 1, 10]);
    const x = randn([2, 4, 3]);
    await expectClose(layer.forward(x, { lengths: [4, 4] }).output, layer.forward(x).output, 0);
  });

  it('says what does not fit', () => {
    const layer = own(new Layer(3, 5, { numLayers: 2 }));
    const x = randn([2, 4, 3]);
    expect(() => layer.forward(randn([2, 4, 5]))).toThrow(
      new RegExp(
        `^${name}: expected x \\[N, L, inputSize\\] with .*inputSize = 3, received \\[2, 4, 5\\]`,
      ),
    );
    expect(() => layer.forward(x, { h0: randn([1, 2, 5]) })).toThrow(
      /expected h0 \[layers·directions, N, hiddenSize\] with layers·directions = 2, N = 2 \(from x\), hiddenSize = 5, received \[1, 2, 5\]/,
    );
    expect(() => layer.forward(randn([2, 0, 3]))).toThrow(/L of 1 or more, received \[2, 0, 3\]/);
    expect(() => layer.forward(randn([4, 3]))).toThrow(ShapeError);
    for (const lengths of [
      [4, 0],
      [4, 5],
      [4, 1.5],
      [4, Number.NaN],
    ]) {
      expect(() => layer.forward(x, { lengths })).toThrow(RangeFault);
    }
    expect(() => layer.forward(x, { lengths: [4, 5] })).toThrow(
      `${name}: lengths must be whole numbers from 1 to L = 4, received 5 for sequence 1; leave out empty sequences`,
    );
    expect(() => layer.forward(x, { lengths: [4, 4, 4] })).toThrow(
      /expected lengths \[N\] with N = 2/,
    );
    expect(() => layer.forward(x, { lengths: tensor([4, 4]) })).toThrow(DTypeError);
    for (const options of [{ numLayers: 0 }, { numLayers: 1.5 }, { dropout: 2 }]) {
      expect(() => new Layer(3, 5, options)).toThrow(RangeFault);
    }
  });

  it('leaks nothing, in a scope or out of it', () => {
    const x = randn([2, 4, 3]);
    const before = memory();
    const layer = new Layer(3, 5, { numLayers: 2, bidirectional: true, dropout: 0.5 });
    const parameters = memory();
    const results: Record<string, Tensor> = layer.forward(x, { lengths: [3, 4] });
    for (const result of Object.values(results)) result.dispose();
    backward(() => layer.forward(x, { lengths: [3, 4] }).output.sum()).dispose();
    for (const parameter of layer.parameters()) parameter.clearGrad();
    expect(memory()).toEqual(parameters);
    layer.dispose();
    expect(memory()).toEqual(before);
  });
});

describe('LSTM', () => {
  it('starts from the memory it is given, and hands it on', async () => {
    const lstm = own(new LSTM(3, 5));
    const x = randn([2, 4, 3]);
    const first = lstm.forward(x.narrow(1, 0, 2));
    const second = lstm.forward(x.narrow(1, 2, 2), { h0: first.hidden, c0: first.cell });
    const forgetful = lstm.forward(x.narrow(1, 2, 2), { h0: first.hidden });
    const whole = lstm.forward(x);
    await expectClose(second.cell, whole.cell);
    expect(await forgetful.cell.data()).not.toEqual(await whole.cell.data());
    expect(() => lstm.forward(x, { c0: randn([1, 3, 5]) })).toThrow(/expected c0/);
  });
});

describe('RNN', () => {
  it('has a relu form', async () => {
    const rnn = own(new RNN(3, 4, { nonlinearity: 'relu' }));
    const { output } = rnn.forward(ones([1, 5, 3]));
    expect(Math.min(...(await output.data()))).toBeGreaterThanOrEqual(0);
  });
});
