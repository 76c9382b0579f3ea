import type { Parameter } from '@rondo/autograd';
import { checkOptions } from '@rondo/layers-core';
import { linear, scope, stack, type LstmState, type Tensor } from '@rondo/tensor';
import { zeroState } from './cell-state.ts';
import { checkGiven } from './check-given.ts';
import { likeRank, validSteps, withPadding } from './lengths.ts';
import { uniformParameter } from './recurrent-cell.ts';
import {
  SequenceCell,
  type Direction,
  type InitialState,
  type SequenceRun,
} from './sequence-cell.ts';

export interface SSRUCellOptions {
  /** Whether to add b_f (true). */
  readonly bias?: boolean;
}

/**
 * One step of the simpler simple recurrent unit (Kim et al. 2019, "From Research to Production and Back: Ludicrously Fast Neural
 * Machine Translation"), whose only recurrence is elementwise:
 *
 * f = σ(W_f x + b_f), c' = f ∘ c + (1 - f) ∘ (W x), h' = relu(c').
 *
 * x `[N, I]`, cell `[N, H]` (zeros when left out) → hidden and cell `[N, H]`; all without N for an x `[I]`. weightIh `[2H, I]` has the
 * rows W_f, W; biasF `[H]`. Both start from U(-1/√H, 1/√H).
 */
export class SSRUCell extends SequenceCell {
  static override readonly torchNames = { weightIh: 'weight_ih', biasF: 'bias_f' };

  readonly weightIh: Parameter;
  readonly biasF: Parameter | undefined;

  constructor(inputSize: number, hiddenSize: number, options: SSRUCellOptions = {}) {
    checkOptions(new.target.name, options, ['bias']);
    super(inputSize, hiddenSize);
    const { bias = true } = options;
    this.weightIh = uniformParameter([2 * hiddenSize, inputSize], hiddenSize);
    this.biasF = bias ? uniformParameter([hiddenSize], hiddenSize) : undefined;
  }

  /** @throws ShapeError when a size does not fit. */
  forward(x: Tensor, state?: Pick<LstmState, 'cell'>): LstmState {
    checkGiven(this, state, ['cell'], ['hidden']);
    return scope(() => {
      const [cell] = this.step(x, { cell: [state?.cell, 'hiddenSize'] }) as [Tensor];
      return { hidden: cell.relu(), cell };
    });
  }

  override run(x: Tensor, [c0]: InitialState, direction: Direction = {}): SequenceRun {
    return scope(() => {
      const [forget, candidate] = linear(x, this.weightIh).chunk(2, -1) as [Tensor, Tensor];
      const f = (this.biasF ? forget.add(this.biasF) : forget).sigmoid();
      const start = c0 ?? zeroState(x, this.hiddenSize);
      const { cells, last } = decay(f, candidate.sub(f.mul(candidate)), start, direction);
      const { lengths } = direction;
      const output = cells.relu();
      return { output: lengths ? withPadding(output, lengths, 0) : output, state: [last] };
    });
  }
}

/** cₜ = fₜ ∘ cₜ₋₁ + bₜ; f, b `[N, L, H]`, c `[N, H]` → all c `[N, L, H]`, and the last one. */
function decay(
  f: Tensor,
  b: Tensor,
  start: Tensor,
  { lengths, reverse = false }: Direction,
): { cells: Tensor; last: Tensor } {
  const L = f.shape[1]!;
  const isValid = lengths && likeRank(validSteps(lengths, L), f);
  // Where there is no step, everything is kept and nothing added.
  const kept = isValid ? isValid.where(f, 1) : f;
  const added = isValid ? isValid.where(b, 0) : b;
  const cells: Tensor[] = Array.from({ length: L });
  let last = start;
  for (let i = 0; i < L; i++) {
    const t = reverse ? L - 1 - i : i;
    const before = last;
    last = scope(() => kept.select(1, t).mul(before).add(added.select(1, t)));
    cells[t] = last;
  }
  return { cells: stack(cells, 1), last };
}
