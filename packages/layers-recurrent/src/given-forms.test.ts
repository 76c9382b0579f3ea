import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { manualSeed, memory, randn, RangeFault, useBackend, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { families, familyNames, run, type AnyLayer, type Family } from '../test/families.ts';
import { GRUCell } from './gru-cell.ts';
import { GRU } from './gru.ts';
import { LayerNormGRUCell } from './layer-norm-gru-cell.ts';
import { LayerNormLSTMCell } from './layer-norm-lstm-cell.ts';
import { LSTMCell } from './lstm-cell.ts';
import { LSTM } from './lstm.ts';
import { packPadded, padPacked } from './packed-sequence.ts';
import { RNNCell } from './rnn-cell.ts';
import { scanCell } from './scan-cell.ts';
import { SSRUCell } from './ssru-cell.ts';

useBackend(cpu());
manualSeed(17);

/** Calls as plain JavaScript does: with whatever there is. */
const forwardOf =
  (module: { forward(x: Tensor, given?: never): unknown }) => (x: unknown, given?: unknown) => () =>
    module.forward(x as Tensor, given as never);

describe.each(familyNames)('%s', (name) => {
  const family: Family = families[name];
  const layerOf = (options = {}): AnyLayer => own(family.layer(3, 5, options));
  const form = family.parts.join(', ');
  const handedOn = family.parts
    .map((part) => `${part}: run.${part === 'h0' ? 'hidden' : 'cell'}`)
    .join(', ');

  it('refuses states in the form of PyTorch, and results of a run', () => {
    const layer = layerOf();
    const place = layer.toString();
    const [x, h] = [randn([2, 4, 3]), randn([1, 2, 5])];
    const forward = forwardOf(layer);
    expect(forward(x, h)).toThrow(RangeFault);
    expect(forward(x, h)).toThrow(
      `${place}: states are given by name, received a tensor [1, 2, 5]; write forward(x, { ${form} })`,
    );
    expect(forward(x, [h, h])).toThrow(
      `${place}: states are given by name, received an array; write forward(x, { ${form} })`,
    );
    const results = { ...layer.forward(x) };
    expect(forward(x, results)).toThrow(
      `${place}: received { ${Object.keys(results).join(', ')} }, the results of a run; hand its last state on as forward(x, { ${handedOn} })`,
    );
    expect(forward(x, null)).toThrow(`${place}: expected options such as { ${family.parts[0]} }`);
  });

  it('refuses unknown names, and what is no tensor', () => {
    const layer = layerOf();
    const place = layer.toString();
    const x = randn([2, 4, 3]);
    const forward = forwardOf(layer);
    expect(forward(x, { length: [4, 2] })).toThrow(
      `${place}: there is no option 'length', did you mean 'lengths'?`,
    );
    for (const part of family.parts) {
      expect(forward(x, { [part]: [x, x] })).toThrow(
        `${place}: expected ${part} to be a tensor, received an array`,
      );
      expect(forward(x, { [part]: null })).toThrow(
        `${place}: expected ${part} to be a tensor, received null`,
      );
      expect(forward(x, { [part]: undefined })).not.toThrow();
    }
    expect(forward([[1, 2, 3]])).toThrow(`${place}: expected x to be a tensor, received an array`);
    const packed = packPadded(x, [4, 2]);
    expect(forward(packed)).toThrow(
      `${place}: expected x to be a tensor, received a packed sequence; use forwardPacked`,
    );
    expect(() => layer.forwardPacked(packed, x as never)).toThrow(
      `${place}: states are given by name, received a tensor [2, 4, 3]`,
    );
  });

  it('is handed its last state in this form', () => {
    const layer = layerOf({ numLayers: 2 });
    const x = randn([2, 4, 3]);
    const results: Record<string, Tensor> = { ...layer.forward(x) };
    const states = Object.fromEntries(
      family.parts.map((part) => [part, results[part === 'h0' ? 'hidden' : 'cell']!]),
    );
    expect(run(layer, x, states)[0]!.shape).toEqual(results['output']!.shape);
  });

  it('refuses unknown options and sizes that cannot be, and leaves nothing behind', () => {
    const make = (I: unknown, H: unknown, options?: unknown) => () =>
      family.layer(I as number, H as number, options as never);
    const place = name.split(' ')[0]!;
    const before = memory();
    expect(make(3, 5, { num_layers: 2 })).toThrow(
      `${place}: there is no option 'num_layers', did you mean 'numLayers'?`,
    );
    expect(make(3, 5, { weightHh: 2 })).toThrow(`${place}: there is no option 'weightHh'`);
    for (const [I, H, message] of [
      [3, -1, 'expected hiddenSize to be a whole number of 1 or more, received -1'],
      [3, 0, 'expected hiddenSize to be a whole number of 1 or more, received 0'],
      [3, undefined, 'expected hiddenSize to be a whole number of 1 or more, received undefined'],
      [2.5, 4, 'expected inputSize to be a whole number of 0 or more, received 2.5'],
      ['3', 4, "expected inputSize to be a whole number of 0 or more, received '3'"],
      [-1, 4, 'expected inputSize to be a whole number of 0 or more, received -1'],
    ]) {
      expect(make(I, H)).toThrow(RangeFault);
      expect(make(I, H)).toThrow(`${place}: ${message}`);
      const cell = (): unknown => family.cell(I as number, H as number);
      expect(cell).toThrow(`${place}Cell: ${message}`);
    }
    expect(() => family.cell(3, 5, { numLayers: 2 } as never)).toThrow(
      `${place}Cell: there is no option 'numLayers'`,
    );
    expect(memory()).toEqual(before);
  });
});

describe.each([RNNCell, GRUCell, LayerNormGRUCell])('%o', (Cell) => {
  it('takes its state as a tensor only', () => {
    const forward = forwardOf(own(new Cell(3, 5)));
    const [x, h] = [randn([2, 3]), randn([2, 5])];
    const place = `${Cell.name}: expected h to be a tensor, received`;
    expect(forward(x, [h])).toThrow(`${place} an array`);
    expect(forward(x, { hidden: h })).toThrow(`${place} an object with hidden`);
    expect(forward(x, null)).toThrow(`${place} null`);
  });
});

describe.each([LSTMCell, LayerNormLSTMCell, SSRUCell])('%o', (Cell) => {
  it('takes its state by name only', () => {
    const cell = own(new Cell(3, 5));
    const forward = forwardOf(cell);
    const [x, h] = [randn([2, 3]), randn([2, 5])];
    const form = Cell === SSRUCell ? '{ cell }' : '{ hidden, cell }';
    const place = `${Cell.name}: states are given by name, received`;
    expect(forward(x, [h, h])).toThrow(`${place} an array; write forward(x, ${form})`);
    expect(forward(x, h)).toThrow(`${place} a tensor [2, 5]; write forward(x, ${form})`);
    expect(forward(x, { h, c: h })).toThrow(`${Cell.name}: there is no option 'h'`);
    expect(forward(x, { cell: [h] })).toThrow(
      `${Cell.name}: expected cell to be a tensor, received an array`,
    );
    expect(forward(x, cell.forward(x))).not.toThrow();
  });
});

describe('functions', () => {
  it('refuse what they would else ignore', () => {
    const cell = own(new GRUCell(3, 5));
    const x = randn([2, 4, 3]);
    expect(() => scanCell(cell, x, randn([2, 5]) as never)).toThrow(
      'scanCell of GRUCell: expected options such as { state }, received a tensor [2, 5]',
    );
    expect(() => scanCell(cell, x, { initial: randn([2, 5]) } as never)).toThrow(
      "scanCell of GRUCell: there is no option 'initial'",
    );
    expect(() => packPadded(x, [4, 2], { enforce_sorted: false } as never)).toThrow(
      "packPadded: there is no option 'enforce_sorted', did you mean 'enforceSorted'?",
    );
    expect(() => padPacked(packPadded(x, [4, 2]), { total_length: 5 } as never)).toThrow(
      "padPacked: there is no option 'total_length', did you mean 'totalLength'?",
    );
    expect(() => own(new GRU(3, 5)).forwardPacked(x as never)).toThrow(
      'padPacked: expected a packed sequence, received a tensor [2, 4, 3]; packPadded makes one',
    );
  });

  it('leave the options of one family to it', () => {
    expect(() => new GRU(3, 5, { nonlinearity: 'relu' } as never)).toThrow(
      "GRU: there is no option 'nonlinearity'",
    );
    expect(() => own(new LSTM(3, 5, { projSize: 2, numLayers: 2, bias: false }))).not.toThrow();
  });
});
