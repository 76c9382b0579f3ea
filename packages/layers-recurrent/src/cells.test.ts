import { backward } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { gradCheckModule, type Module } from '@rondo/layers-core';
import {
  concat,
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
import { clearOfKinks } from '../test/clear-of-kinks.ts';
import { expectClose } from '../test/numbers.ts';
import { GRUCell } from './gru-cell.ts';
import { LayerNormGRUCell } from './layer-norm-gru-cell.ts';
import { LayerNormLSTMCell } from './layer-norm-lstm-cell.ts';
import { LSTMCell } from './lstm-cell.ts';
import { RNNCell } from './rnn-cell.ts';
import { SSRUCell } from './ssru-cell.ts';

useBackend(cpu());
manualSeed(3);

/** Each cell from x and one tensor of state to one tensor of state. */
const cells = {
  'RNNCell tanh': () => only(new RNNCell(3, 5)),
  'RNNCell without bias': () => only(new RNNCell(3, 5, { bias: false })),
  GRUCell: () => only(new GRUCell(3, 5)),
  'GRUCell without bias': () => only(new GRUCell(3, 5, { bias: false })),
  LayerNormGRUCell: () => only(new LayerNormGRUCell(3, 5)),
  'LSTMCell, hidden': () => part(new LSTMCell(3, 5), 'hidden'),
  'LSTMCell, cell': () => part(new LSTMCell(3, 5), 'cell'),
  'LayerNormLSTMCell, hidden': () => part(new LayerNormLSTMCell(3, 5), 'hidden'),
  'LayerNormLSTMCell without bias, cell': () =>
    part(new LayerNormLSTMCell(3, 5, { bias: false }), 'cell'),
  'SSRUCell, hidden': () => part(new SSRUCell(3, 5), 'hidden'),
  'SSRUCell without bias, cell': () => part(new SSRUCell(3, 5, { bias: false }), 'cell'),
};

interface Subject {
  readonly cell: Module;
  readonly run: (x: Tensor, h?: Tensor) => Tensor;
}

function only(cell: RNNCell | GRUCell | LayerNormGRUCell): Subject {
  return { cell: own(cell), run: (x, h) => cell.forward(x, h) };
}

function part(cell: LSTMCell | LayerNormLSTMCell | SSRUCell, name: 'hidden' | 'cell'): Subject {
  return {
    cell: own(cell),
    run: (x, h) => scope(() => cell.forward(x, h && { hidden: h, cell: h.mul(0.5) })[name]),
  };
}

describe.each(Object.entries(cells))('%s', (name, make) => {
  it('has the gradients of difference quotients', async () => {
    const { cell, run } = make();
    const inputs = [randn([2, 3]), randn([2, 5])];
    const given = name.startsWith('SSRU') ? clearOfKinks(cell, inputs) : inputs;
    expect(await gradCheckModule(cell, (x, h) => run(x, h), given)).toBeLessThan(1e-3);
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
      /Cell: expected (h|hidden|cell) \[N, hiddenSize\] with N = 2 \(from x\), hiddenSize = 5, received \[1, 5\]/,
    );
    expect(() => run(randn([2, 3, 3]))).toThrow(
      /Cell: expected x \[N, inputSize\] with inputSize = 3, received \[2, 3, 3\]/,
    );
    expect(() => run(randn([4]))).toThrow(/expected x \[inputSize\] with inputSize = 3/);
    expect(() => run(randn([3]), randn([1, 5]))).toThrow(ShapeError);
  });

  it('takes one input without a batch', async () => {
    const { run } = make();
    const [x, h] = [randn([1, 3]), randn([1, 5])];
    await expectClose(run(x.squeeze(0), h.squeeze(0)), run(x, h).squeeze(0), 0);
    expect(run(x.squeeze(0)).shape).toEqual([5]);
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

describe('LSTMCell with projection', () => {
  it('has the gradients of difference quotients', async () => {
    const cell = own(new LSTMCell(3, 5, { projSize: 2 }));
    const run = (x?: Tensor, hidden?: Tensor, c0?: Tensor): Tensor => {
      const next = cell.forward(x!, { hidden: hidden!, cell: c0! });
      return concat([next.hidden, next.cell], 1);
    };
    const inputs = [randn([2, 3]), randn([2, 2]), randn([2, 5])];
    expect(await gradCheckModule(cell, run, inputs)).toBeLessThan(1e-3);
  });

  it('has the sizes and names of PyTorch', () => {
    const cell = own(new LSTMCell(3, 5, { projSize: 2 }));
    expect(cell.namedParameters().map(([name, { shape }]) => [name, ...shape])).toEqual([
      ['weight_ih', 20, 3],
      ['weight_hh', 20, 2],
      ['bias_ih', 20],
      ['bias_hh', 20],
      ['weight_hr', 2, 5],
    ]);
    expect(cell.forward(randn([4, 3])).hidden.shape).toEqual([4, 2]);
    expect(() =>
      cell.forward(randn([4, 3]), { hidden: randn([4, 5]), cell: randn([4, 5]) }),
    ).toThrow(
      'LSTMCell: expected hidden [N, projSize] with N = 4 (from x), projSize = 2, received [4, 5]',
    );
  });

  it('refuses a projection to no fewer numbers', () => {
    for (const projSize of [5, -1, 1.5]) {
      expect(() => new LSTMCell(3, 5, { projSize })).toThrow(RangeFault);
    }
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
