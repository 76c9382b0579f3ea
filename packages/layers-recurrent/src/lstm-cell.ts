import { lstmSequence, scope, type LstmState, type Tensor } from '@rondo/tensor';
import { RecurrentCell, type CellOptions } from './recurrent-cell.ts';

/**
 * One step of a long short-term memory (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000):
 *
 * i = σ(W_ii x + b_ii + W_hi h + b_hi), f = σ(W_if x + b_if + W_hf h + b_hf), g = tanh(W_ig x + b_ig + W_hg h + b_hg),
 * o = σ(W_io x + b_io + W_ho h + b_ho), c' = f ∘ c + i ∘ g, h' = o ∘ tanh(c').
 *
 * x `[N, I]`, hidden and cell `[N, H]` (zeros when left out) → hidden and cell `[N, H]`. Rows of the weights: i, f, g, o.
 */
export class LSTMCell extends RecurrentCell {
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    super(inputSize, hiddenSize, 4, options);
  }

  /** @throws ShapeError when a size does not fit. */
  forward(x: Tensor, state?: LstmState): LstmState {
    const { weightHh, biasHh } = this;
    const [h0, c0] = [state?.hidden, state?.cell];
    this.checkStep(x, { hidden: h0, cell: c0 });
    return scope(() => {
      const options = { biasHh, h0, c0 };
      const { hidden, cell } = lstmSequence(this.projectStep(x), weightHh, options);
      return { hidden, cell };
    });
  }
}
