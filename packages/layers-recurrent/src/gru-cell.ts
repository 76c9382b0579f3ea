import { checkOptions } from '@rondo/layers-core';
import { gruSequence, scope, type Tensor } from '@rondo/tensor';
import { cellOptionNames, RecurrentCell, type CellOptions } from './recurrent-cell.ts';
import type { Direction, InitialState, SequenceRun } from './sequence-cell.ts';

/**
 * One step of a gated recurrent unit (Cho et al. 2014), in the form whose reset gate acts on the product:
 *
 * r = σ(W_ir x + b_ir + W_hr h + b_hr), z = σ(W_iz x + b_iz + W_hz h + b_hz),
 * n = tanh(W_in x + b_in + r ∘ (W_hn h + b_hn)), h' = (1 - z) ∘ n + z ∘ h.
 *
 * x `[N, I]`, h `[N, H]` (zeros when left out) → `[N, H]`; or `[I]`, `[H]` → `[H]`. Rows of the weights: r, z, n.
 */
export class GRUCell extends RecurrentCell {
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    checkOptions(new.target.name, options, cellOptionNames);
    super(inputSize, hiddenSize, { gates: 3 }, options);
  }

  /** @throws ShapeError when a size does not fit. */
  forward(x: Tensor, h?: Tensor): Tensor {
    return this.step(x, { h: [h, 'hiddenSize'] })[0]!;
  }

  override run(x: Tensor, [h0]: InitialState, direction: Direction = {}): SequenceRun {
    const { weightHh, biasHh } = this;
    return scope(() => {
      const options = { biasHh, h0, ...direction };
      const { output, hidden } = gruSequence(this.project(x), weightHh, options);
      return { output, state: [hidden] };
    });
  }
}
