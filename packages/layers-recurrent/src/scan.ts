import { checkShapes, scope, stack, type Tensor } from '@rondo/tensor';
import { lengthsTensor, type Lengths } from './lengths.ts';

/** The state of a cell: tensors `[N, ..]`, the first of which is its output. */
export type State = readonly Tensor[];

export interface ScanOptions {
  /** Valid steps of each sequence. Outputs after them are 0; the state is that of the last valid step. */
  readonly lengths?: Lengths | undefined;
  /** Runs from the last (valid) step to the first; outputs stay at their own places (false). */
  readonly reverse?: boolean;
}

/** The outputs of all steps `[N, L, ..]` and the state after the last one. */
export interface ScanResult {
  readonly output: Tensor;
  readonly state: State;
}

/**
 * Runs a step function over sequences x `[N, L, D]`: stateₜ = step(xₜ, stateₜ₋₁). It makes a layer of any cell:
 *
 * `scan((x, [h]) => [cell.forward(x, h)], x, [h0], { lengths })`
 * @throws ShapeError when there are no steps; RangeFault for lengths outside 1 to L.
 */
export function scan(
  step: (x: Tensor, state: State) => State,
  x: Tensor,
  initial: State,
  { lengths, reverse = false }: ScanOptions = {},
): ScanResult {
  const { N, L } = checkShapes('scan', { x: [x, ['N', 'L', 'D']] }) as { N: number; L: number };
  return scope(() => {
    const count = lengths && lengthsTensor('scan', lengths, { N, L });
    const outputs = Array.from<Tensor>({ length: L });
    let state = initial;
    for (let i = 0; i < L; i++) {
      const t = reverse ? L - 1 - i : i;
      const before = state;
      const next = step(x.select(1, t), before);
      const isValid = count?.greater(t).unsqueeze(1);
      state = isValid ? next.map((value, k) => isValid.where(value, before[k]!)) : next;
      outputs[t] = isValid ? isValid.where(next[0]!, 0) : next[0]!;
    }
    return { output: stack(outputs, 1), state };
  });
}
