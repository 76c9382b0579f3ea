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
  scope,
  ShapeError,
  tensor,
  useBackend,
  type Tensor,
} from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { clearOfKinks } from '../test/clear-of-kinks.ts';
import { families, familyNames, randomStates, run, type Family } from '../test/families.ts';
import { expectClose } from '../test/numbers.ts';
import { GRU } from './gru.ts';
import { LSTM } from './lstm.ts';
import { RNN } from './rnn.ts';

useBackend(cpu());
manualSeed(11);

describe.each(familyNames)('%s', (name) => {
  const family: Family = families[name];
  const layerOf = (options = {}) => own(family.layer(3, 5, options));

  it('has the gradients of difference quotients: both directions, lengths, initial state', async () => {
    // Stacked where a kernel makes it fast; the rest is composed of ops.
    const numLayers = ['RNN', 'GRU', 'LSTM'].includes(name) ? 2 : 1;
    const layer = own(family.layer(2, 3, { numLayers, bidirectional: true }));
    const states = Object.values(randomStates(family, layer, 2)).map(own);
    const forward = (x?: Tensor, ...given: readonly Tensor[]): Tensor => {
      const initial = Object.fromEntries(family.parts.map((part, i) => [part, given[i]!]));
      return concat(run(layer, x!, { ...initial, lengths: [2, 1] }).map((part) => part.flatten()));
    };
    const inputs = [randn([2, 2, 2]), ...states];
    const hasKinks = ['RNN with relu', 'SSRU'].includes(name);
    const given = hasKinks ? clearOfKinks(layer, inputs) : inputs;
    expect(await gradCheckModule(layer, forward, given)).toBeLessThan(3e-3);
  });

  it('works on the backend of x, whatever the current one', () => {
    const current = currentBackend();
    const other = cpu();
    useBackend(other);
    const layer = layerOf({ bidirectional: true });
    const x = randn([2, 4, 3]);
    useBackend(current);
    for (const result of run(layer, x, { lengths: [4, 2] })) {
      expect(result.storage.backend).toBe(other);
    }
  });

  it('keeps what stands in the padding, NaN included, out of every gradient', async () => {
    const layer = own(family.layer(2, 3, { numLayers: 2, bidirectional: true }));
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
      const lengths = tensor([1, 2], { dtype: 'int32' });
      backward(() => run(layer, x, { lengths })[0]!.square().sum()).dispose();
      return Promise.all(
        layer.parameters().map(async (parameter) => {
          const gradient = [...(await parameter.grad!.data())];
          parameter.clearGrad();
          return gradient;
        }),
      );
    };
    expect(await gradientsOf(NaN)).toEqual(await gradientsOf(0));
  });

  it('drops between layers only, while training only, the same with the same seed', async () => {
    const x = ones([1, 2, 3]);
    const layer = layerOf({ numLayers: 2, dropout: 0.5 });
    const outputs = async (seed: number): Promise<unknown> => {
      manualSeed(seed);
      return run(layer, x)[0]!.array();
    };
    expect(await outputs(1)).toEqual(await outputs(1));
    layer.eval();
    expect(await outputs(1)).toEqual(await outputs(2));
    const single = layerOf({ dropout: 1 });
    const trained = await run(single, x)[0]!.data();
    expect(trained).toEqual(await run(single.eval(), x)[0]!.data());
  });

  it('takes lengths of a tensor below 0 as 0, above L as L', async () => {
    const layer = layerOf({ numLayers: 2, bidirectional: true });
    const x = randn([3, 4, 3]);
    const wild = run(layer, x, { lengths: tensor(Int32Array.of(9, 2, -3)) });
    const tame = run(layer, x, { lengths: tensor(Int32Array.of(4, 2, 0)) });
    for (const [i, result] of wild.entries()) await expectClose(result, tame[i]!, 0);
    const whole = run(layer, x, { lengths: [4, 2, 4] });
    await expectClose(wild[0]!.narrow(0, 0, 2), whole[0]!.narrow(0, 0, 2), 0);
    expect(await wild[0]!.select(0, 2).abs().sum().item()).toBe(0);
  });

  it('says what does not fit', () => {
    const layer = layerOf({ numLayers: 2 });
    const place = layer.toString();
    const x = randn([2, 4, 3]);
    expect(() => run(layer, randn([2, 4, 5]))).toThrow(
      new RegExp(
        `^${place}: expected x \\[N, L, inputSize\\] with .*inputSize = 3, received \\[2, 4, 5\\]`,
      ),
    );
    const [part] = family.parts as ['h0' | 'c0'];
    expect(() => run(layer, x, { [part]: randn([1, 2, 5]) })).toThrow(
      new RegExp(
        `expected ${part} \\[layers·directions, N, (hidden|proj)Size\\] with layers·directions = 2, N = 2 \\(from x\\), (hidden|proj)Size = [25], received \\[1, 2, 5\\]`,
      ),
    );
    expect(() => run(layer, randn([4, 3]), { [part]: randn([2, 1, 5]) })).toThrow(
      new RegExp(`expected ${part} \\[layers·directions, (hidden|proj)Size\\] with`),
    );
    expect(() => run(layer, randn([4, 3]), { lengths: [4] })).toThrow(
      `${place}: lengths belong to a batch x [N, L, inputSize], received x [4, 3] of one sequence; leave out lengths, or x.unsqueeze(0)`,
    );
    expect(() => run(layer, randn([2, 4, 3, 3]))).toThrow(ShapeError);
    for (const lengths of [
      [4, 5],
      [4, 1.5],
      [4, Number.NaN],
    ]) {
      expect(() => run(layer, x, { lengths })).toThrow(RangeFault);
    }
    expect(() => run(layer, x, { lengths: [4, 5] })).toThrow(
      `${place}: lengths must be whole numbers from 1 to L = 4, received 5 for sequence 1; leave out empty sequences`,
    );
    expect(() => run(layer, x, { lengths: [4, 4, 4] })).toThrow(
      /expected lengths \[N\] with N = 2/,
    );
    expect(() => run(layer, x, { lengths: tensor([4, 4]) })).toThrow(DTypeError);
    for (const options of [{ numLayers: 0 }, { numLayers: 1.5 }, { dropout: 2 }]) {
      expect(() => layerOf(options)).toThrow(RangeFault);
    }
  });

  it('leaks nothing, in a scope or out of it', () => {
    const outer = scope();
    const x = randn([2, 4, 3]);
    const before = memory();
    const layer = family.layer(3, 5, { numLayers: 2, bidirectional: true, dropout: 0.5 });
    const parameters = memory();
    for (const result of run(layer, x, { lengths: [3, 4] })) result.dispose();
    backward(() => run(layer, x, { lengths: [3, 4] })[0]!.sum()).dispose();
    for (const parameter of layer.parameters()) parameter.clearGrad();
    expect(memory()).toEqual(parameters);
    layer.dispose();
    expect(memory()).toEqual(before);
    outer.close();
  });
});

describe.each(Object.entries({ RNN, GRU, LSTM }))('%s', (name, Layer) => {
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

  it('ends where its outputs end: forward at the last step, backward at the first', async () => {
    const layer = own(new Layer(3, 5, { bidirectional: true }));
    const { output, hidden } = layer.forward(randn([2, 4, 3]));
    await expectClose(hidden.select(0, 0), output.select(1, 3).narrow(1, 0, 5), 0);
    await expectClose(hidden.select(0, 1), output.select(1, 0).narrow(1, 5, 5), 0);
  });
});

describe('LSTM', () => {
  it('forgets what it is not handed on', async () => {
    const lstm = own(new LSTM(3, 5));
    const x = randn([2, 4, 3]);
    const first = lstm.forward(x.narrow(1, 0, 2));
    const forgetful = lstm.forward(x.narrow(1, 2, 2), { h0: first.hidden });
    expect(await forgetful.cell.data()).not.toEqual(await lstm.forward(x).cell.data());
    expect(() => lstm.forward(x, { c0: randn([1, 3, 5]) })).toThrow(/expected c0/);
  });

  it('projects: the sizes and names of PyTorch', () => {
    const options = { projSize: 2, numLayers: 2, bidirectional: true, bias: false };
    const lstm = own(new LSTM(3, 5, options));
    const shapes = lstm.namedParameters().map(([at, { shape }]) => [at, ...shape]);
    expect(shapes.filter(([at]) => !`${at}`.endsWith('_reverse'))).toEqual([
      ['weight_ih_l0', 20, 3],
      ['weight_hh_l0', 20, 2],
      ['weight_hr_l0', 2, 5],
      ['weight_ih_l1', 20, 4],
      ['weight_hh_l1', 20, 2],
      ['weight_hr_l1', 2, 5],
    ]);
    const { output, hidden, cell } = lstm.forward(randn([2, 4, 3]));
    expect([output.shape, hidden.shape, cell.shape]).toEqual([
      [2, 4, 4],
      [4, 2, 2],
      [4, 2, 5],
    ]);
    expect(() => lstm.forward(randn([2, 4, 3]), { h0: randn([4, 2, 5]) })).toThrow(
      /expected h0 \[layers·directions, N, projSize\] with .*projSize = 2, received \[4, 2, 5\]/,
    );
    expect(() => new LSTM(3, 5, { projSize: 5 })).toThrow(
      'projSize must be a whole number below hiddenSize = 5, or 0 for no projection; received 5',
    );
  });
});

describe('layers that PyTorch does not have', () => {
  it('name their parameters in its manner', () => {
    const names = (layer: { namedParameters(): [string, unknown][] }): string[] =>
      layer.namedParameters().map(([at]) => at);
    const options = { bidirectional: true, bias: false };
    expect(names(own(families.LayerNormGRU.layer(3, 5, options))).slice(6)).toEqual([
      'weight_ih_l0_reverse',
      'weight_hh_l0_reverse',
      'norm_ih_gates_l0_reverse.weight',
      'norm_ih_candidate_l0_reverse.weight',
      'norm_hh_gates_l0_reverse.weight',
      'norm_hh_candidate_l0_reverse.weight',
    ]);
    expect(names(own(families.LayerNormLSTM.layer(3, 5))).slice(2, 6)).toEqual([
      'norm_ih_l0.weight',
      'norm_ih_l0.bias',
      'norm_hh_l0.weight',
      'norm_hh_l0.bias',
    ]);
    expect(names(own(families.SSRU.layer(3, 5)))).toEqual(['weight_ih_l0', 'bias_f_l0']);
  });
});

describe('RNN', () => {
  it('has a relu form', async () => {
    const rnn = own(new RNN(3, 4, { nonlinearity: 'relu' }));
    const { output } = rnn.forward(ones([1, 5, 3]));
    expect(Math.min(...(await output.data()))).toBeGreaterThanOrEqual(0);
  });
});
