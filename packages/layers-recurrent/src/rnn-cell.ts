import { linear, RangeFault, scope, zeros, type Tensor } from '@rondo/tensor';
import { RecurrentCell, type CellOptions } from './recurrent-cell.ts';

export type Nonlinearity = 'tanh' | 'relu';

export interface RNNCellOptions extends CellOptions {
  /** 'tanh' unless told otherwise. */
  readonly nonlinearity?: Nonlinearity;
}

/** h' = tanh(g + W_hh h + b_hh), or relu, with g = W_ih x + b_ih; g and h `[N, H]` → `[N, H]`. */
export function rnnStep(
  g: Tensor,
  h: Tensor,
  weightHh: Tensor,
  biasHh?: Tensor,
  nonlinearity: Nonlinearity = 'tanh',
): Tensor {
  return g.add(linear(h, weightHh, biasHh))[nonlinearity]();
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
    if (nonlinearity !== 'tanh' && nonlinearity !== 'relu') {
      throw new RangeFault(
        `RNNCell: the nonlinearity must be 'tanh' or 'relu', received '${String(nonlinearity)}'`,
        { nonlinearity },
      );
    }
    // Parameters come after the check: nobody could free those of a cell that was refused.
    super(inputSize, hiddenSize, 1, options);
    this.nonlinearity = nonlinearity;
  }

  /** @throws ShapeError when a size does not fit. */
  forward(x: Tensor, h?: Tensor): Tensor {
    const N = this.checkStep(x, { h });
    return scope(() => {
      const h0 = h ?? zeros([N, this.hiddenSize], { backend: x.storage.backend });
      return rnnStep(this.project(x), h0, this.weightHh, this.biasHh, this.nonlinearity);
    });
  }
}
