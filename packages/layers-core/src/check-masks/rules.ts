import type { Shape } from '@rondo/tensor';
import type { MaskFault, MaskRule, Position } from './mask-error.ts';

/** Numbers of an output: `[N, T, ..]` where it has steps, else `[N, ..]`. */
export interface Values {
  readonly shape: Shape;
  readonly data: ArrayLike<number>;
  readonly hasSteps: boolean;
}

/** What outputs must not depend on. */
export interface Rules {
  readonly causal: boolean;
  /** Valid steps of each sequence of the input. */
  readonly lengths: readonly number[] | undefined;
  /** The same of the output. */
  readonly outputLengths: readonly number[] | undefined;
  readonly tolerance: number;
}

/** The first place of an output that changed with a replaced step of the input and should not have. */
export function faultOf(
  before: Values,
  after: Values,
  perturbed: MaskFault['perturbed'],
  rules: Rules,
): MaskFault | undefined {
  const { shape, data, hasSteps } = before;
  const N = shape[0]!;
  const steps = hasSteps ? shape[1]! : 1;
  const width = data.length / Math.max(N * steps, 1);
  for (let at = 0; at < N * steps; at++) {
    const sequence = Math.floor(at / steps);
    const changed = { sequence, step: hasSteps ? at % steps : undefined };
    const rule = ruleFor(changed, perturbed, rules);
    if (!rule) continue;
    const by = largestDifference(data, after.data, at * width, (at + 1) * width);
    // NaN is beyond any tolerance.
    if (!(by <= rules.tolerance)) return { rule, perturbed, changed, by };
  }
  return undefined;
}

/** Which rule forbids a place to change; undefined where it may. */
function ruleFor(
  { sequence, step }: Position,
  perturbed: MaskFault['perturbed'],
  { causal, lengths, outputLengths }: Rules,
): MaskRule | undefined {
  if (sequence !== perturbed.sequence) return 'batch';
  if (causal && step !== undefined && step < perturbed.step) return 'causal';
  if (lengths && perturbed.step >= lengths[sequence]!) {
    const valid = (outputLengths ?? lengths)[sequence]!;
    if (step === undefined || step < valid) return 'padding';
  }
  return undefined;
}

/** Largest |a - b|: NaN where only one of both is NaN, 0 where both are. */
export function largestDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  start: number,
  end: number,
): number {
  let largest = 0;
  for (let i = start; i < end; i++) {
    const [before, after] = [a[i]!, b[i]!];
    if (before === after || (Number.isNaN(before) && Number.isNaN(after))) continue;
    const difference = Math.abs(before - after);
    if (Number.isNaN(difference)) return Number.NaN;
    largest = Math.max(largest, difference);
  }
  return largest;
}
