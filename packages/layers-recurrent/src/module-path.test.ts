import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { Module } from '@rondo/layers-core';
import { RondoError, tensor, useBackend, zeros, type Tensor } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { GRUCell } from './gru-cell.ts';
import { GRU } from './gru.ts';
import { LayerNormGRU } from './layer-norm-gru.ts';
import { LSTMCell } from './lstm-cell.ts';
import { LSTM } from './lstm.ts';
import { RNNCell } from './rnn-cell.ts';
import { RNN } from './rnn.ts';
import { scanCell } from './scan-cell.ts';
import { SSRU } from './ssru.ts';

useBackend(cpu());

class ModelOfAllKinds extends Module {
  readonly encoder = {
    gru: new GRU(3, 5, { numLayers: 2 }),
    lstm: new LSTM(3, 5),
    rnn: new RNN(3, 5),
    ssru: new SSRU(3, 5),
    normed: new LayerNormGRU(3, 5),
  };
  readonly cells = [new GRUCell(3, 5), new LSTMCell(3, 5), new RNNCell(3, 5)] as const;

  /** Runs a part of the model. */
  run(part: (model: this) => unknown): unknown {
    return part(this);
  }
}

const [x, h] = [(): Tensor => zeros([2, 4, 3]), (): Tensor => zeros([2, 7])];

const faults: [place: string, run: (model: ModelOfAllKinds) => unknown, rest: RegExp][] = [
  ['GRU (in encoder.gru)', ({ encoder }) => encoder.gru.forward(h()), /expected x/],
  ['GRU (in encoder.gru)', ({ encoder }) => encoder.gru.forward(x(), { h0: h() }), /expected h0/],
  [
    'GRU (in encoder.gru)',
    ({ encoder }) => encoder.gru.forward(x(), { lengths: [4, 9] }),
    /received 9 for sequence 1/,
  ],
  [
    'GRU (in encoder.gru)',
    ({ encoder }) => encoder.gru.forward(x(), { lengths: tensor([4, 2]) }),
    /int32 lengths/,
  ],
  ['LSTM (in encoder.lstm)', ({ encoder }) => encoder.lstm.forward(h()), /expected x/],
  ['RNN (in encoder.rnn)', ({ encoder }) => encoder.rnn.forward(h()), /expected x/],
  ['GRUCell (in cells.0)', ({ cells }) => cells[0].forward(h()), /expected x/],
  ['LSTMCell (in cells.1)', ({ cells }) => cells[1].forward(h()), /expected x/],
  ['RNNCell (in cells.2)', ({ cells }) => cells[2].forward(zeros([2, 3]), h()), /expected h/],
  ['SSRU (in encoder.ssru)', ({ encoder }) => encoder.ssru.forward(h()), /expected x/],
  ['LayerNormGRU (in encoder.normed)', ({ encoder }) => encoder.normed.forward(h()), /expected x/],
  [
    'GRUCell (in cells.0)',
    ({ cells }) => scanCell(cells[0], x(), { state: h() }),
    /expected h \[N, hiddenSize\].* received \[2, 7\]/,
  ],
];

it.each(faults)('an error says that it is from %s', (place, run, rest) => {
  const model = own(new ModelOfAllKinds());
  let error: unknown;
  try {
    model.run(run);
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(RondoError);
  const { message } = error as RondoError;
  expect(message.startsWith(`${place}: `)).toBe(true);
  expect(message).toMatch(rest);
});
