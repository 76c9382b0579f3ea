import type { Parameter } from '@rondo/autograd';
import { checkOptions } from '@rondo/layers-core';
import {
  linear,
  lstmSequence,
  lstmStep,
  RangeFault,
  scope,
  type LstmState,
  type Tensor,
} from '@rondo/tensor';
import { zeroState } from './cell-state.ts';
import { checkGiven, checkSizes } from './check-given.ts';
import {
  cellOptionNames,
  RecurrentCell,
  uniformParameter,
  type CellOptions,
} from './recurrent-cell.ts';
import { scanCell } from './scan-cell.ts';
import type { Direction, InitialState, SequenceRun } from './sequence-cell.ts';

export interface LSTMCellOptions extends CellOptions {
  /** The size that outputs are projected to, below H; 0 for none (0). */
  readonly projSize?: number;
}

/**
 * One step of a long short-term memory (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000):
 *
 * i = σ(W_ii x + b_ii + W_hi h + b_hi), f = σ(W_if x + b_if + W_hf h + b_hf), g = tanh(W_ig x + b_ig + W_hg h + b_hg),
 * o = σ(W_io x + b_io + W_ho h + b_ho), c' = f ∘ c + i ∘ g, h' = o ∘ tanh(c').
 *
 * With `projSize` P, h' = W_hr (o ∘ tanh(c')), weightHr `[P, H]`, weightHh `[4H, P]` (Sak, Senior & Beaufays 2014).
 *
 * x `[N, I]`, hidden `[N, H]` or `[N, P]` and cell `[N, H]` (zeros when left out) → hidden and cell; all without N for an x `[I]`.
 * Rows of the weights: i, f, g, o.
 */
export class LSTMCell extends RecurrentCell {
  readonly projSize: number;
  readonly weightHr: Parameter | undefined;

  /** @throws RangeFault for a projSize outside 0 to H - 1. */
  constructor(inputSize: number, hiddenSize: number, options: LSTMCellOptions = {}) {
    checkOptions(new.target.name, options, [...cellOptionNames, 'projSize']);
    checkSizes(new.target.name, inputSize, hiddenSize);
    const { projSize = 0 } = options;
    if (!Number.isInteger(projSize) || projSize < 0 || projSize >= hiddenSize) {
      throw new RangeFault(
        `LSTMCell: projSize must be a whole number below hiddenSize = ${hiddenSize}, or 0 for no projection; received ${projSize}`,
        { projSize, hiddenSize },
      );
    }
    super(inputSize, hiddenSize, { gates: 4, outputSize: projSize || hiddenSize }, options);
    this.projSize = projSize;
    this.weightHr = projSize > 0 ? uniformParameter([projSize, hiddenSize], hiddenSize) : undefined;
  }

  /** @throws ShapeError when a size does not fit. */
  forward(x: Tensor, state?: LstmState): LstmState {
    checkGiven(this, state, ['hidden', 'cell']);
    const [hidden, cell] = this.step(x, {
      hidden: [state?.hidden, this.projSize > 0 ? 'projSize' : 'hiddenSize'],
      cell: [state?.cell, 'hiddenSize'],
    });
    return { hidden: hidden!, cell: cell! };
  }

  override run(x: Tensor, initial: InitialState, direction: Direction = {}): SequenceRun {
    const { weightHh, biasHh, weightHr } = this;
    return scope(() => {
      const gates = this.project(x);
      if (weightHr) return this.#runProjected(gates, weightHr, initial, direction);
      const [h0, c0] = initial;
      const options = { biasHh, h0, c0, ...direction };
      const { output, hidden, cell } = lstmSequence(gates, weightHh, options);
      return { output, state: [hidden, cell] };
    });
  }

  #runProjected(
    gates: Tensor,
    weightHr: Parameter,
    [h0, c0]: InitialState,
    direction: Direction,
  ): SequenceRun {
    const { weightHh, biasHh, projSize, hiddenSize } = this;
    const step = (projected: Tensor, before: LstmState): LstmState => {
      const { hidden, cell } = lstmStep(projected, before, weightHh, biasHh);
      return { hidden: linear(hidden, weightHr), cell };
    };
    const start = {
      hidden: h0 ?? zeroState(gates, projSize),
      cell: c0 ?? zeroState(gates, hiddenSize),
    };
    const { output, state } = scanCell(step, gates, { state: start, ...direction });
    return { output, state: [state.hidden, state.cell] };
  }
}
