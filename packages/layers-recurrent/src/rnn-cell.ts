import {
  nonlinearities,
  RangeFault,
  rnnSequence,
  scope,
  type Nonlinearity,
  type Tensor,
} from '@rondo/tensor';
import { RecurrentCell, type CellOptions } from './recurrent-cell.ts';

export interface RNNCellOptions extends CellOptions {
  /** 'tanh' unless told otherwise. */
  readonly nonlinearity?: Nonlinearity;
}

/**
 * One step of the simple recurrent network (Elman 1990): h' = tanh(W_ih x + b_ih + W_hh h + b_hh), or relu.
 *
 * x `[N, I]`, h `[N, H]` (zeros when left out) → `[N, H]`.
 */
export class RNNCell extends RecurrentCell {
  readonly nonlinearity: Nonlinearity;

  /** @throws RangeFault for another nonlinearity. */
  constructor(inputSize: number, hiddenSize: number, options: RNNCellOptions = {}) {
    const { nonlinearity = 'tanh' } = options;
    if (!nonlinearities.includes(nonlinearity)) {
      throw new RangeFault(
        `RNNCell: the nonlinearity must be 'tanh' or 'relu', received '${nonlinearity}'`,
        { nonlinearity },
      );
    }
    // Parameters come after the check: nobody could free those of a cell that was refused.
    super(inputSize, hiddenSize, 1, options);
    this.nonlinearity = nonlinearity;
  }

  /** @throws ShapeError when a size does not fit. */
  forward(x: Tensor, h?: Tensor): Tensor {
    const { weightHh, biasHh, nonlinearity } = this;
    this.checkStep(x, { h });
    return scope(() => {
      const options = { biasHh, h0: h, nonlinearity };
      return rnnSequence(this.projectStep(x), weightHh, options).hidden;
    });
  }
}
