import {
  scope,
  zeros,
  type Backend,
  type DType,
  type FusedAttributes,
  type Shape,
  type Tensor,
} from '@rondo/tensor';
import type { Tolerance } from './expect-close.ts';

/** What the suites know of the backend under test. It is also the current backend while a test runs. */
export interface Context {
  readonly backend: () => Backend;
  /** A backend that is trusted, to run whole programs on both. */
  readonly reference: () => Backend;
  /** The fused kernels to test, where not all. */
  readonly fused?: readonly (keyof FusedAttributes)[];
  /** How far matrix products may be off, where that is more than float32 makes of them. */
  readonly products?: Tolerance;
}

/** Runs a computation in a scope and reads its result. */
export async function resultOf(body: () => Tensor): Promise<Float64Array> {
  const result = scope<Tensor>(body);
  try {
    return Float64Array.from(await result.data());
  } finally {
    result.dispose();
  }
}

/** Runs a computation in a scope and reads its results. */
export async function resultsOf(body: () => readonly Tensor[]): Promise<Float64Array[]> {
  const results = scope<readonly Tensor[]>(body);
  try {
    return await Promise.all(results.map(async (result) => Float64Array.from(await result.data())));
  } finally {
    for (const result of results) result.dispose();
  }
}

/** A tensor for a kernel to write to. What it holds before must not matter. */
export function unset(shape: Shape, dtype: DType): Tensor {
  const made = zeros(shape, { dtype });
  // Not by `full`, which refuses what a dtype does not have.
  made.storage.backend.fill(made, 55);
  return made;
}
