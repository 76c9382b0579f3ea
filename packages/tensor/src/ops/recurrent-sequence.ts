import { expectDType } from '../apply.ts';
import { checkShapes } from '../check-shapes.ts';
import { zeros } from '../create.ts';
import { RangeFault } from '../errors.ts';
import type { TensorSpec } from '../op.ts';
import type { Tensor } from '../tensor.ts';
import { stack } from './concat.ts';

export interface RecurrentSequenceOptions {
  readonly biasHh?: Tensor | undefined;
  /** Initial state `[N, H]`; zeros when left out. */
  readonly h0?: Tensor | undefined;
  /**
   * Valid steps of each sequence, int32 `[N]`; values are not checked: below 0 they count as 0, above L as L. Outputs after them are 0;
   * the state is that of the last valid step. What stands in the gates there has no influence, be it NaN.
   */
  readonly lengths?: Tensor | undefined;
  /** Runs from the last (valid) step to the first. */
  readonly reverse?: boolean;
}

/** What every recurrent op takes first. */
export type RecurrentInputs = readonly [
  gates: Tensor,
  weightHh: Tensor,
  biasHh: Tensor | undefined,
  h0: Tensor,
  lengths: Tensor | undefined,
];

/** One step on projected inputs: the next state, of which the first tensor is the output. */
type Step = (gates: Tensor, state: readonly Tensor[]) => readonly Tensor[];

/**
 * The meaning of a recurrent op: a step after the other over gates `[N, L, G·H]`. A sequence that has ended keeps its state and
 * puts out 0, whatever its gates are then. Returns the outputs `[N, L, H]`, then the last state.
 */
export function composedSequence(
  step: Step,
  gates: Tensor,
  initial: readonly Tensor[],
  lengths: Tensor | undefined,
  reverse: boolean,
): readonly Tensor[] {
  const length = gates.shape[1]!;
  const outputs: Tensor[] = Array.from({ length });
  let state = initial;
  for (let i = 0; i < length; i++) {
    const t = reverse ? length - 1 - i : i;
    const before = state;
    const valid = lengths?.greater(t).unsqueeze(1);
    // What stands in padding must not reach a weight's gradient, where 0 times NaN is NaN.
    const known = (x: Tensor): Tensor => (valid ? valid.where(x, 0) : x);
    const next = step(known(gates.select(1, t)), before.map(known));
    state = valid ? next.map((value, part) => valid.where(value, before[part]!)) : next;
    outputs[t] = valid ? valid.where(next[0]!, 0) : next[0]!;
  }
  return [stack(outputs, 1), ...state];
}

/** Outputs `[N, L, H]` and `states` tensors `[N, H]`. */
export function sequenceResults(
  [gates, weightHh]: RecurrentInputs,
  states: number,
): readonly TensorSpec[] {
  const [batch, length] = gates.shape as [number, number];
  const hidden = weightHh.shape[1]!;
  const state: TensorSpec = { shape: [batch, hidden], dtype: 'float32' };
  return [
    { shape: [batch, length, hidden], dtype: 'float32' },
    ...Array.from({ length: states }, () => state),
  ];
}

/** `count` numbers for each unit of each step: `[N, L, count·H]`. */
export function perStep([gates, weightHh]: RecurrentInputs, count: number): TensorSpec {
  const [batch, length] = gates.shape as [number, number];
  return { shape: [batch, length, count * weightHh.shape[1]!], dtype: 'float32' };
}

/** What is checked of a recurrent op; `c0` only where it has a memory. */
interface SequenceArguments extends RecurrentSequenceOptions {
  readonly c0?: Tensor | undefined;
}

/** Dimensions of the arguments of an op with `count` gates for each unit. */
function dimensionsOf(count: number) {
  const wide = count === 1 ? 'H' : `${count}H`;
  const state = ['N', 'H'];
  return {
    wide,
    weight: [wide, 'H'],
    gates: ['N', 'L', wide],
    bias: [wide],
    state,
    lengths: ['N'],
  };
}

const dimensions = { 1: dimensionsOf(1), 3: dimensionsOf(3), 4: dimensionsOf(4) } as const;

/**
 * Checks the arguments of a recurrent op with `count` gates for each unit.
 * @throws ShapeError, DTypeError; RangeFault for sequences without a step.
 */
export function checkSequence(
  op: string,
  count: keyof typeof dimensions,
  gates: Tensor,
  weightHh: Tensor,
  { biasHh, h0, c0, lengths }: SequenceArguments,
): void {
  const { wide, ...own } = dimensions[count];
  // The width comes from the columns of the weight: a wrong number of rows is its fault.
  const H = weightHh.shape[1];
  checkShapes(
    op,
    {
      weightHh: [weightHh, own.weight],
      gates: [gates, own.gates],
      biasHh: [biasHh, own.bias],
      h0: [h0, own.state],
      c0: [c0, own.state],
      lengths: [lengths, own.lengths],
    },
    H === undefined ? {} : { H, [wide]: count * H },
  );
  for (const x of [gates, weightHh, biasHh, h0, c0]) if (x) expectDType(op, x, 'float32');
  if (lengths) expectDType(`${op} (lengths)`, lengths, 'int32');
  if (gates.shape[1] === 0) {
    throw new RangeFault(`${op}: expected at least one step, received gates of length 0`, {
      gates: gates.shape,
    });
  }
}

/** The state `[N, H]` of sequences that start from nothing. */
export function zeroState(gates: Tensor, weightHh: Tensor): Tensor {
  return zeros([gates.shape[0]!, weightHh.shape[1]!], { backend: gates.storage.backend });
}
