import { checkOptions, type LayerNorm } from '@rondo/layers-core';
import { concat, linear, scope, type Tensor } from '@rondo/tensor';
import { zeroState } from './cell-state.ts';
import {
  cellNorm,
  layerNormCellOptionNames,
  type LayerNormCellOptions,
} from './layer-norm-cell.ts';
import { RecurrentCell } from './recurrent-cell.ts';
import { scanCell } from './scan-cell.ts';
import type { Direction, InitialState, SequenceRun } from './sequence-cell.ts';

/**
 * One step of a gated recurrent unit with layer normalisation (Ba, Kiros & Hinton 2016, supplementary material). Gates and candidate
 * are normalised apart, inputs and states too; the biases are those of the norms:
 *
 * (r, z) = σ(LN(W_ir,iz x) + LN(W_hr,hz h)), n = tanh(LN(W_in x) + r ∘ LN(W_hn h)), h' = (1 - z) ∘ n + z ∘ h.
 *
 * z keeps the old state, as in `GRUCell`; in the paper it lets the new one in. LN is over the 2H gates or the H candidates.
 * x `[N, I]`, h `[N, H]` (zeros when left out) → `[N, H]`; or `[I]`, `[H]` → `[H]`. Rows of the weights: r, z, n.
 */
export class LayerNormGRUCell extends RecurrentCell {
  readonly normIhGates: LayerNorm;
  readonly normIhCandidate: LayerNorm;
  readonly normHhGates: LayerNorm;
  readonly normHhCandidate: LayerNorm;

  constructor(inputSize: number, hiddenSize: number, options: LayerNormCellOptions = {}) {
    checkOptions(new.target.name, options, layerNormCellOptionNames);
    super(inputSize, hiddenSize, { gates: 3 }, { ...options, bias: false });
    const norm = (size: number): LayerNorm => cellNorm(size, options);
    this.normIhGates = norm(2 * hiddenSize);
    this.normIhCandidate = norm(hiddenSize);
    this.normHhGates = norm(2 * hiddenSize);
    this.normHhCandidate = norm(hiddenSize);
  }

  /** @throws ShapeError when a size does not fit. */
  forward(x: Tensor, h?: Tensor): Tensor {
    return this.step(x, { h: [h, 'hiddenSize'] })[0]!;
  }

  override run(x: Tensor, [h0]: InitialState, direction: Direction = {}): SequenceRun {
    return scope(() => {
      const [gates, candidate] = this.#split(this.project(x));
      const inputs = [this.normIhGates.forward(gates), this.normIhCandidate.forward(candidate)];
      const step = (input: Tensor, h: Tensor): Tensor => this.#next(this.#split(input), h);
      const { output, state } = scanCell(step, concat(inputs, -1), {
        state: h0 ?? zeroState(x, this.hiddenSize),
        ...direction,
      });
      return { output, state: [state] };
    });
  }

  #next([gates, candidate]: Split, h: Tensor): Tensor {
    const [hGates, hCandidate] = this.#split(linear(h, this.weightHh));
    const rz = gates.add(this.normHhGates.forward(hGates)).sigmoid();
    const [r, z] = rz.chunk(2, -1) as [Tensor, Tensor];
    const n = candidate.add(r.mul(this.normHhCandidate.forward(hCandidate))).tanh();
    return n.add(z.mul(h.sub(n)));
  }

  /** r and z together, and n, of rows `[.., 3H]`. */
  #split(rows: Tensor): Split {
    const { hiddenSize: H } = this;
    return [rows.narrow(-1, 0, 2 * H), rows.narrow(-1, 2 * H, H)];
  }
}

type Split = readonly [gates: Tensor, candidate: Tensor];
