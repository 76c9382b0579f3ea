import { checkOptions, type LayerNorm } from '@rondo/layers-core';
import { linear, scope, type LstmState, type Tensor } from '@rondo/tensor';
import { zeroState } from './cell-state.ts';
import { checkGiven } from './check-given.ts';
import {
  cellNorm,
  layerNormCellOptionNames,
  type LayerNormCellOptions,
} from './layer-norm-cell.ts';
import { RecurrentCell } from './recurrent-cell.ts';
import { scanCell } from './scan-cell.ts';
import type { Direction, InitialState, SequenceRun } from './sequence-cell.ts';

/**
 * One step of a long short-term memory with layer normalisation (Ba, Kiros & Hinton 2016, supplementary material); the biases are
 * those of the norms:
 *
 * (i, f, g, o) = LN(W_ih x) + LN(W_hh h), c' = σ(f) ∘ c + σ(i) ∘ tanh(g), h' = σ(o) ∘ tanh(LN(c')).
 *
 * LN is over all 4H gates of x or h, and over the H numbers of c'; the memory that is handed on is not normalised.
 * x `[N, I]`, hidden and cell `[N, H]` (zeros when left out) → hidden and cell `[N, H]`; all without N for an x `[I]`. Rows of the
 * weights: i, f, g, o.
 */
export class LayerNormLSTMCell extends RecurrentCell {
  readonly normIh: LayerNorm;
  readonly normHh: LayerNorm;
  readonly normCell: LayerNorm;

  constructor(inputSize: number, hiddenSize: number, options: LayerNormCellOptions = {}) {
    checkOptions(new.target.name, options, layerNormCellOptionNames);
    super(inputSize, hiddenSize, { gates: 4 }, { ...options, bias: false });
    const norm = (size: number): LayerNorm => cellNorm(size, options);
    this.normIh = norm(4 * hiddenSize);
    this.normHh = norm(4 * hiddenSize);
    this.normCell = norm(hiddenSize);
  }

  /** @throws ShapeError when a size does not fit. */
  forward(x: Tensor, state?: LstmState): LstmState {
    checkGiven(this, state, ['hidden', 'cell']);
    const [hidden, cell] = this.step(x, {
      hidden: [state?.hidden, 'hiddenSize'],
      cell: [state?.cell, 'hiddenSize'],
    });
    return { hidden: hidden!, cell: cell! };
  }

  override run(x: Tensor, [h0, c0]: InitialState, direction: Direction = {}): SequenceRun {
    return scope(() => {
      const { hiddenSize } = this;
      const start = {
        hidden: h0 ?? zeroState(x, hiddenSize),
        cell: c0 ?? zeroState(x, hiddenSize),
      };
      const step = (input: Tensor, before: LstmState): LstmState => this.#next(input, before);
      const inputs = this.normIh.forward(this.project(x));
      const { output, state } = scanCell(step, inputs, { state: start, ...direction });
      return { output, state: [state.hidden, state.cell] };
    });
  }

  #next(input: Tensor, { hidden: h, cell: c }: LstmState): LstmState {
    const gates = input.add(this.normHh.forward(linear(h, this.weightHh)));
    const [i, f, g, o] = gates.chunk(4, -1) as [Tensor, Tensor, Tensor, Tensor];
    const cell = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
    return { hidden: o.sigmoid().mul(this.normCell.forward(cell).tanh()), cell };
  }
}
