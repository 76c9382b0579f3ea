import { arange, scope, type Backend, type Tensor } from '@rondo/tensor';

export interface CausalMaskOptions {
  /** Keys that come before the first query, as those in a cache do (0). */
  readonly offset?: number;
  readonly backend?: Backend;
}

/** Which keys come no later than a query: bool `[T1, T2]`, true where j ≤ i + offset. */
export function causalMask(
  T1: number,
  T2: number = T1,
  { offset = 0, backend }: CausalMaskOptions = {},
): Tensor {
  const where = backend ? { backend } : {};
  return scope(() => {
    const keys = arange(0, T2, 1, where);
    const queries = arange(offset, offset + T1, 1, where);
    return keys.lessEqual(queries.unsqueeze(1));
  });
}

/** Which keys are no padding: lengths int32 `[N]` → bool `[N, 1, T2]`, true where j < length. */
export function lengthMask(lengths: Tensor, T2: number): Tensor {
  return scope(() => {
    const keys = arange(0, T2, 1, { backend: lengths.storage.backend });
    return keys.less(lengths.reshape([-1, 1, 1]));
  });
}
