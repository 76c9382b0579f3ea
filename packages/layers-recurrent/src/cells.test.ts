import { backward } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { gradCheckModule } from '@rondo/layers-core';
import {
  currentBackend,
  manualSeed,
  memory,
  randn,
  RangeFault,
  scope,
  ShapeError,
  useBackend,
  type Tensor,
} from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { GRUCell } from './gru-cell.ts';
import { LSTMCell } from './lstm-cell.ts';
import { RNNCell } from './rnn-cell.ts';

useBackend(cpu());
manualSeed(3);

/** Each cell from x and one tensor of state to one tensor of state. */
const cells = {
  'RNNCell tanh': () => hidden(new RNNCell(3, 5)),
  'RNNCell without bias': () => hidden(new RNNCell(3, 5, { bias: false })),
  GRUCell: () => hidden(new GRUCell(3, 5)),
  'GRUCell without bias': () => hidden(new GRUCell(3, 5, { bias: false })),
  'LSTMCell, hidden': () => {
    const cell = own(new LSTMCell(3, 5));
    return {
      cell,
      run: (x: Tensor, h?: Tensor) => cell.forward(x, h && { hidden: h, cell: h.mul(0.5) }).hidden,
    };
  },
  'LSTMCell, cell': () => {
    const cell = own(new LSTMCell(3, 5));
    return {
      cell,
      run: (x: Tensor, h?: Tensor) => cell.forward(x, h && { hidden: h, cell: h.mul(0.5) }).cell,
    };
  },
};

function hidden(cell: RNNCell | GRUCell): {
  cell: RNNCell | GRUCell;
  run: (x: Tensor, h?: Tensor) => Tensor;
} {
  return { cell: own(cell), run: (x, h) => cell.forward(x, h) };
}

describe.each(Object.entries(cells))('%s', (_name, make) => {
  it('has the gradients of difference quotients', async () => {
    const { cell, run } = make();
    const inputs = [randn([2, 3]), randn([2, 5])];
    expect(await gradCheckModule(cell, (x, h) => run(x, h), inputs)).toBeLessThan(1e-3);
  });

  it('takes a batch of any size, none included', () => {
    const { run } = make();
    for (const N of [0, 1, 7]) expect(run(randn([N, 3]), randn([N, 5])).shape).toEqual([N, 5]);
    expect(run(randn([0, 3])).shape).toEqual([0, 5]);
  });

  it('says which argument does not fit, and why', () => {
    const { run } = make();
    expect(() => run(randn([2, 4]))).toThrow(
      /Cell: expected x \[N, inputSize\] with .*inputSize = 3.*, received \[2, 4\]/,
    );
    expect(() => run(randn([2, 3]), randn([1, 5]))).toThrow(
      /Cell: expected (h|hidden) \[N, hiddenSize\] with N = 2 \(from x\), hiddenSize = 5, received \[1, 5\]/,
    );
    expect(() => run(randn([2, 3, 3]))).toThrow(ShapeError);
  });

  it('starts from zeros on the backend of x, whatever the current one', () => {
    const current = currentBackend();
    const other = cpu();
    useBackend(other);
    const { run } = make();
    const x = randn([2, 3]);
    useBackend(current);
    expect(run(x).storage.backend).toBe(other);
  });

  it('leaks nothing, in a scope or out of it', () => {
    const x = randn([2, 3]);
    const before = memory();
    const { cell, run } = make();
    const parameters = memory();
    scope(() => {
      run(x, run(x));
    });
    backward(() => run(x, run(x)).sum()).dispose();
    for (const parameter of cell.parameters()) parameter.clearGrad();
    expect(memory()).toEqual(parameters);
    cell.dispose();
    expect(memory()).toEqual(before);
  });
});

describe('RNNCell', () => {
  it('refuses a nonlinearity it does not know', () => {
    const nonlinearity = 'sigmoid' as 'tanh';
    expect(() => new RNNCell(3, 5, { nonlinearity })).toThrow(RangeFault);
  });
});

describe('initial values', () => {
  it('are from U(-1/√H, 1/√H), biases too', async () => {
    const cell = own(new GRUCell(50, 25));
    expect(cell.namedParameters().map(([name, { shape }]) => [name, shape])).toEqual([
      ['weight_ih', [75, 50]],
      ['weight_hh', [75, 25]],
      ['bias_ih', [75]],
      ['bias_hh', [75]],
    ]);
    for (const parameter of cell.parameters()) {
      const largest = Math.max(...(await parameter.abs().data()));
      expect(largest).toBeLessThanOrEqual(0.2);
      expect(largest).toBeGreaterThan(0.18);
    }
  });
});
