import { fused, type Fused } from '../fused.ts';
import { scope } from '../scope.ts';
import type { Tensor } from '../tensor.ts';
import { linear } from './linear.ts';
import {
  checkSequence,
  composedSequence,
  perStep,
  sequenceResults,
  type RecurrentInputs,
  type RecurrentSequenceOptions,
  zeroState,
} from './recurrent-sequence.ts';

type LstmInputs = readonly [...RecurrentInputs, c0: Tensor];

/** The state of a long short-term memory. */
export interface LstmState {
  /** h, the output: `[N, H]`. */
  readonly hidden: Tensor;
  /** c, the memory: `[N, H]`. */
  readonly cell: Tensor;
}

/**
 * One step of a long short-term memory on projected inputs.
 *
 * i, f, o = σ(gates), g = tanh(gate), c' = f ∘ c + i ∘ g, h' = o ∘ tanh(c'), where the gates are the rows i, f, g, o of
 * `projected` = W_ih x + b_ih `[N, 4H]` plus W_hh h + b_hh; hidden and cell `[N, H]` → hidden and cell `[N, H]`.
 */
export function lstmStep(
  projected: Tensor,
  { hidden: h, cell: c }: LstmState,
  weightHh: Tensor,
  biasHh?: Tensor,
): LstmState {
  return scope(() => {
    const gates = projected.add(linear(h, weightHh, biasHh));
    const [i, f, g, o] = gates.chunk(4, -1) as [Tensor, Tensor, Tensor, Tensor];
    const cell = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
    return { hidden: o.sigmoid().mul(cell.tanh()), cell };
  });
}

/** A kernel saves i, f, g, o and c of every step: `[N, L, 5H]`. */
export const lstmSequenceFused: Fused<'lstmSequence', LstmInputs> = fused({
  name: 'lstmSequence',
  composed: ([gates, weightHh, biasHh, h0, lengths, c0], { reverse }) =>
    composedSequence(
      (projected, [h, c]) => {
        const next = lstmStep(projected, { hidden: h!, cell: c! }, weightHh, biasHh);
        return [next.hidden, next.cell];
      },
      gates,
      [h0, c0],
      lengths,
      reverse,
    ),
  results: ([gates, weightHh, biasHh, h0, lengths]) =>
    sequenceResults([gates, weightHh, biasHh, h0, lengths], 2),
  saved: ([gates, weightHh, biasHh, h0, lengths]) => [
    perStep([gates, weightHh, biasHh, h0, lengths], 5),
  ],
  differentiable: [0, 1, 2, 3, 5],
});

export interface LstmSequenceOptions extends RecurrentSequenceOptions {
  /** Initial memory `[N, H]`; zeros when left out. */
  readonly c0?: Tensor | undefined;
}

/**
 * A long short-term memory over whole sequences, on inputs projected beforehand (one matrix product for all steps): see `lstmStep`.
 *
 * gates `[N, L, 4H]` (i, f, g, o), weightHh `[4H, H]` → output `[N, L, H]`, hidden and cell `[N, H]`. A reverse run starts at the
 * last valid step of each sequence and gives its outputs at their own places.
 * @throws ShapeError naming the size that does not fit; RangeFault for sequences without a step.
 */
export function lstmSequence(
  gates: Tensor,
  weightHh: Tensor,
  options: LstmSequenceOptions = {},
): { output: Tensor; hidden: Tensor; cell: Tensor } {
  const { biasHh, lengths, reverse = false } = options;
  checkSequence('lstmSequence', 4, gates, weightHh, options);
  return scope(() => {
    const h0 = options.h0 ?? zeroState(gates, weightHh);
    const c0 = options.c0 ?? zeroState(gates, weightHh);
    const inputs: LstmInputs = [gates, weightHh, biasHh, h0, lengths, c0];
    const [output, hidden, cell] = lstmSequenceFused.run(inputs, { reverse });
    return { output: output!, hidden: hidden!, cell: cell! };
  });
}
