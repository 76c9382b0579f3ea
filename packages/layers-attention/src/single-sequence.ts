import { scope, Tensor } from '@rondo/tensor';

/** Whether all inputs are `[T, E]`: one sequence, not a batch. */
export function areSingle(...inputs: readonly Tensor[]): boolean {
  return inputs.every(({ rank }) => rank === 2);
}

/**
 * Runs on one sequence what takes batches: inputs `[T, E]` get an axis N = 1, which all that comes back loses. A padding mask `[T]`
 * gets it, too.
 */
export function runSingly<Options extends object, Result>(
  inputs: readonly Tensor[],
  options: Options,
  run: (inputs: Tensor[], options: Options) => Result,
): Result {
  const answer = scope((): unknown => {
    // What was one tensor stays one.
    const batched = new Map(inputs.map((x) => [x, x.unsqueeze(0)]));
    const masks = Object.entries(options).map(([name, value]: [string, unknown]) =>
      /keyPaddingMask$/i.test(name) && value instanceof Tensor && value.rank === 1
        ? [name, value.unsqueeze(0)]
        : [name, value],
    );
    const result = run(
      inputs.map((x) => batched.get(x)!),
      Object.fromEntries(masks) as Options,
    );
    return withoutBatch(result);
  });
  return answer as Result;
}

function withoutBatch(value: unknown): unknown {
  if (value instanceof Tensor) return value.squeeze(0);
  if (Array.isArray(value)) return value.map(withoutBatch);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, withoutBatch(part)]),
  );
}
