import type { AnyOp, Inputs } from './op.ts';
import type { Tensor } from './tensor.ts';

/** Something that watches ops as they run: a gradient tape, a profiler. */
export interface Recorder {
  record(op: AnyOp, inputs: Inputs, outputs: readonly Tensor[], attributes: unknown): void;
  /** Whether it may ask for the gradient of an op on these inputs; without this method, it may of any. */
  wantsGradient?(inputs: Inputs): boolean;
}

let active: readonly Recorder[] = [];

/** Recorders that are told of each op, outermost first. */
export function recorders(): readonly Recorder[] {
  return active;
}

/** Whether a recorder may ask for the gradient of an op on these inputs. */
export function isGradientWanted(inputs: Inputs): boolean {
  return active.some((recorder) => recorder.wantsGradient?.(inputs) ?? true);
}

/** Tells all recorders of an op. */
export function record(
  op: AnyOp,
  inputs: Inputs,
  outputs: readonly Tensor[],
  attributes: unknown,
): void {
  for (const recorder of active) recorder.record(op, inputs, outputs, attributes);
}

/** Runs `body` with other recorders in place of those that are active. */
export function withRecorders<T>(replacement: readonly Recorder[], body: () => T): T {
  const before = active;
  active = replacement;
  try {
    return body();
  } finally {
    active = before;
  }
}
