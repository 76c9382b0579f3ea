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
 * @throws RangeFault when there are no steps or for plain lengths outside 1 to L (those of a tensor are not checked).
 */
export function scan(
  step: (x: Tensor, state: State) => State,
  x: Tensor,
  initial: State,
  { lengths, reverse = false }: ScanOptions = {},
): ScanResult {
  const { N, L } = checkShapes('scan', { x: [x, ['N', 'L', 'D']] }) as { N: number; L: number };
  return scope(() => {
    const count = lengths && lengthsTensor('scan', lengths, { N, L }, x.storage.backend);
    const outputs = Array.from<Tensor>({ length: L });
    let state = initial;
    for (let i = 0; i < L; i++) {
      const t = reverse ? L - 1 - i : i;
      const before = state;
      const next = step(x.select(1, t), before);
      const isValid = count?.greater(t);
      state = isValid
        ? next.map((value, k) => likeRank(isValid, value).where(value, before[k]!))
        : next;
      outputs[t] = isValid ? likeRank(isValid, next[0]!).where(next[0]!, 0) : next[0]!;
    }
    return { output: stack(outputs, 1), state };
  });
}

/** A mask `[N]` as `[N, 1, .., 1]`, of the rank of `value`, along whose first axis it then broadcasts. */
function likeRank(mask: Tensor, value: Tensor): Tensor {
  return mask.reshape(value.shape.map((_, axis) => (axis === 0 ? mask.size : 1)));
}
