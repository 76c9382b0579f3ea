import { RangeFault } from '../errors.ts';
import { fused, type Fused } from '../fused.ts';
import { scope } from '../scope.ts';
import type { Tensor } from '../tensor.ts';
import { linear } from './linear.ts';
import {
  checkSequence,
  composedSequence,
  sequenceResults,
  type RecurrentInputs,
  type RecurrentSequenceOptions,
  zeroState,
} from './recurrent-sequence.ts';

/** The functions that a simple recurrent unit may apply to its sums. */
export const nonlinearities = ['tanh', 'relu'] as const;

export type Nonlinearity = (typeof nonlinearities)[number];

/**
 * One step of a simple recurrent unit on projected inputs: h' = tanh(g + W_hh h + b_hh), or relu, with g = W_ih x + b_ih;
 * g and h `[N, H]` → `[N, H]`.
 */
export function rnnStep(
  g: Tensor,
  h: Tensor,
  weightHh: Tensor,
  biasHh?: Tensor,
  nonlinearity: Nonlinearity = 'tanh',
): Tensor {
  return scope(() => g.add(linear(h, weightHh, biasHh))[nonlinearity]());
}

/** The outputs say all that the gradient needs. */
export const rnnSequenceFused: Fused<'rnnSequence', RecurrentInputs> = fused({
  name: 'rnnSequence',
  composed: ([gates, weightHh, biasHh, h0, lengths], { nonlinearity, reverse }) =>
    composedSequence(
      (g, [h]) => [rnnStep(g, h!, weightHh, biasHh, nonlinearity)],
      gates,
      [h0],
      lengths,
      reverse,
    ),
  results: (inputs) => sequenceResults(inputs, 1),
  saved: () => [],
  differentiable: [0, 1, 2, 3],
});

export interface RnnSequenceOptions extends RecurrentSequenceOptions {
  /** 'tanh' unless told otherwise. */
  readonly nonlinearity?: Nonlinearity;
}

/**
 * A simple recurrent unit over whole sequences, on inputs projected beforehand (one matrix product for all steps): see `rnnStep`.
 *
 * gates `[N, L, H]`, weightHh `[H, H]` → output `[N, L, H]`, hidden `[N, H]`. A reverse run starts at the last valid step of each
 * sequence and gives its outputs at their own places.
 * @throws ShapeError naming the size that does not fit; RangeFault for sequences without a step or another nonlinearity.
 */
export function rnnSequence(
  gates: Tensor,
  weightHh: Tensor,
  options: RnnSequenceOptions = {},
): { output: Tensor; hidden: Tensor } {
  const { biasHh, lengths, reverse = false, nonlinearity = 'tanh' } = options;
  if (!nonlinearities.includes(nonlinearity)) {
    throw new RangeFault(
      `rnnSequence: the nonlinearity must be 'tanh' or 'relu', received '${nonlinearity}'`,
      { nonlinearity },
    );
  }
  checkSequence('rnnSequence', 1, gates, weightHh, options);
  return scope(() => {
    const h0 = options.h0 ?? zeroState(gates, weightHh);
    const inputs: RecurrentInputs = [gates, weightHh, biasHh, h0, lengths];
    const [output, hidden] = rnnSequenceFused.run(inputs, { nonlinearity, reverse });
    return { output: output!, hidden: hidden! };
  });
}
