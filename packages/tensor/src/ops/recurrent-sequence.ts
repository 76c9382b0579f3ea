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
  /** Valid steps of each sequence, int32 `[N]`. Outputs after them are 0; the state is that of the last valid step. */
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
 * puts out 0. Returns the outputs `[N, L, H]`, then the last state.
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
    const next = step(gates.select(1, t), before);
    const valid = lengths?.greater(t).unsqueeze(1);
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

/**
 * Checks the arguments of a recurrent op with G gates for each unit. Returns its inputs and the parts of the initial state, zeros
 * where they are left out.
 * @throws ShapeError, DTypeError, RangeFault for sequences without a step.
 */
export function sequenceInputs<Part extends string>(
  op: string,
  [gates, weightHh]: readonly [gates: Tensor, weightHh: Tensor],
  count: number,
  { biasHh, lengths }: RecurrentSequenceOptions,
  initial: Readonly<Record<Part, Tensor | undefined>>,
): Record<Part, Tensor> {
  const wide = count === 1 ? 'H' : `${count}H`;
  const rule = { weightHh: [weightHh, [wide, 'H']] } as const;
  const H = checkShapes(op, rule)['H']!;
  const states = Object.entries<Tensor | undefined>(initial);
  const { N, L } = checkShapes(
    op,
    {
      ...rule,
      gates: [gates, ['N', 'L', wide]],
      biasHh: [biasHh, [wide]],
      ...Object.fromEntries(states.map(([part, state]) => [part, [state, ['N', 'H']] as const])),
      lengths: [lengths, ['N']],
    },
    { H, [wide]: count * H },
  );
  for (const x of [gates, weightHh, biasHh, ...states.map(([, state]) => state)]) {
    if (x) expectDType(op, x, 'float32');
  }
  if (lengths) expectDType(`${op} (lengths)`, lengths, 'int32');
  if (L === 0) {
    throw new RangeFault(`${op}: expected at least one step, received gates of length 0`, {
      gates: gates.shape,
    });
  }
  const { backend } = gates.storage;
  const filled = states.map(([part, state]) => [part, state ?? zeros([N!, H], { backend })]);
  return Object.fromEntries(filled) as Record<Part, Tensor>;
}
