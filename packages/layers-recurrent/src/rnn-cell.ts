import { checkOptions } from '@rondo/layers-core';
import {
  nonlinearities,
  RangeFault,
  rnnSequence,
  scope,
  type Nonlinearity,
  type Tensor,
} from '@rondo/tensor';
import { cellOptionNames, RecurrentCell, type CellOptions } from './recurrent-cell.ts';
import type { Direction, InitialState, SequenceRun } from './sequence-cell.ts';

export interface RNNCellOptions extends CellOptions {
  /** 'tanh' unless told otherwise. */
  readonly nonlinearity?: Nonlinearity;
}

/**
 * One step of the simple recurrent network (Elman 1990): h' = tanh(W_ih x + b_ih + W_hh h + b_hh), or relu.
 *
 * x `[N, I]`, h `[N, H]` (zeros when left out) → `[N, H]`; or `[I]`, `[H]` → `[H]`.
 */
export class RNNCell extends RecurrentCell {
  readonly nonlinearity: Nonlinearity;

  /** @throws RangeFault for another nonlinearity. */
  constructor(inputSize: number, hiddenSize: number, options: RNNCellOptions = {}) {
    checkOptions(new.target.name, options, [...cellOptionNames, 'nonlinearity']);
    const { nonlinearity = 'tanh' } = options;
    if (!nonlinearities.includes(nonlinearity)) {
      throw new RangeFault(
        `RNNCell: the nonlinearity must be 'tanh' or 'relu', received '${nonlinearity}'`,
        { nonlinearity },
      );
    }
    // Parameters come after the check: nobody could free those of a cell that was refused.
    super(inputSize, hiddenSize, { gates: 1 }, options);
    this.nonlinearity = nonlinearity;
  }

  /** @throws ShapeError when a size does not fit. */
  forward(x: Tensor, h?: Tensor): Tensor {
    return this.step(x, { h: [h, 'hiddenSize'] })[0]!;
  }

  override run(x: Tensor, [h0]: InitialState, direction: Direction = {}): SequenceRun {
    const { weightHh, biasHh, nonlinearity } = this;
    return scope(() => {
      const options = { biasHh, h0, nonlinearity, ...direction };
      const { output, hidden } = rnnSequence(this.project(x), weightHh, options);
      return { output, state: [hidden] };
    });
  }
}
