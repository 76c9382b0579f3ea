import { linear, scope, zeros, type Tensor } from '@rondo/tensor';
import { RecurrentCell, type CellOptions } from './recurrent-cell.ts';

export interface LSTMState {
  /** h, the output: `[N, H]`. */
  readonly hidden: Tensor;
  /** c, the memory: `[N, H]`. */
  readonly cell: Tensor;
}

/**
 * i, f, o = σ(gates), g = tanh(gate), c' = f ∘ c + i ∘ g, h' = o ∘ tanh(c'), where the gates are the rows i, f, g, o of
 * W_ih x + b_ih `[N, 4H]` + W_hh h + b_hh.
 */
export function lstmStep(
  projected: Tensor,
  { hidden: h, cell: c }: LSTMState,
  weightHh: Tensor,
  biasHh?: Tensor,
): LSTMState {
  const gates = projected.add(linear(h, weightHh, biasHh));
  const [i, f, g, o] = gates.chunk(4, -1) as [Tensor, Tensor, Tensor, Tensor];
  const cell = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
  return { hidden: o.sigmoid().mul(cell.tanh()), cell };
}

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
  forward(x: Tensor, state?: LSTMState): LSTMState {
    const N = this.checkStep(x, { hidden: state?.hidden, cell: state?.cell });
    return scope(() => {
      const zero = (): Tensor => zeros([N, this.hiddenSize], { backend: x.storage.backend });
      const before = state ?? { hidden: zero(), cell: zero() };
      return lstmStep(this.project(x), before, this.weightHh, this.biasHh);
    });
  }
}
