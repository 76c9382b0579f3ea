import { Linear, Module } from '@rondo/layers-core';
import { GRU, LSTM, RNN } from '@rondo/layers-recurrent';
import { scope, tensor, type Tensor } from '@rondo/tensor';
import type { CellKind } from '../cell/cell-kind.ts';
import { keepBiasOf } from '../cell/keep-bias.ts';
import { channels } from './sequences.ts';

const layerClasses = { rnn: RNN, gru: GRU, lstm: LSTM };

/** A recurrent layer and a linear one that answers 0 or 1 from each state: with `rnn` the network of Elman 1990. */
export class MemoryNet extends Module {
  readonly recurrent: RNN | GRU | LSTM;
  readonly answer: Linear;

  constructor(kind: CellKind, units: number, keepBias: number) {
    super();
    this.recurrent = new layerClasses[kind](channels, units);
    this.answer = new Linear(units, 2);
    const bias = this.recurrent.cells[0]![0]!.biasIh!;
    scope(() => bias.assign(bias.add(tensor(keepBiasOf(kind, units, keepBias)))));
  }

  /** x `[N, L, 3]` → logits `[N·L, 2]`. */
  forward(x: Tensor): Tensor {
    const { output } = this.recurrent.forward(x);
    return this.answer.forward(output.reshape([-1, this.recurrent.hiddenSize]));
  }
}
