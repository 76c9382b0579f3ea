import { backward, type Parameter } from '@rondo/autograd';
import { dispose, rand, randn, scope, type Tensor } from '@rondo/tensor';
import { expect } from 'vitest';

export async function expectClose(
  actual: Tensor,
  expected: Tensor,
  tolerance = 1e-6,
  what = '',
): Promise<void> {
  expect(actual.shape, `shape of ${what}`).toEqual(expected.shape);
  expectNear(await actual.data(), await expected.data(), tolerance, what);
}

/** Numbers agree to `tolerance` · (1 + the largest of them); NaN agrees with nothing. */
export function expectNear(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what = '',
): void {
  expect(actual.length, `size of ${what}`).toBe(expected.length);
  expect(difference(actual, expected), `numbers of ${what}`).toBeLessThanOrEqual(tolerance);
}

/** Largest difference as a part of 1 or the largest of the expected numbers, whichever is more; infinite where a NaN differs. */
export function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const largest = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const worst = Array.from(actual).reduce((most, value, i) => {
    const error = Math.abs(value - expected[i]!);
    return Number.isNaN(error) ? Infinity : Math.max(most, error);
  }, 0);
  return worst / largest;
}

/** Runs `body` so many times, each time with every number moved by up to two bits of its last ones; they are as before afterwards. */
export async function withNudges(
  parameters: readonly Parameter[],
  times: number,
  body: () => Promise<void>,
): Promise<void> {
  const before = parameters.map((parameter) => parameter.clone());
  for (let which = 1; which <= times; which++) {
    for (const [i, parameter] of parameters.entries()) {
      scope(() => {
        const noise = rand(parameter.shape, { seed: 1000 * which + i }).sub(0.5);
        parameter.assign(before[i]!.mul(noise.mul(2 ** -21).add(1)));
      });
    }
    await body();
  }
  for (const [i, parameter] of parameters.entries()) parameter.assign(before[i]!);
  dispose(before);
}

/** Factors that make one loss of results: L = Σ result · seed. They are the caller's to dispose. */
export function seedsFor(results: readonly Tensor[]): Tensor[] {
  return results.map(({ shape }) => randn(shape));
}

/** The numbers of the results and of the gradients of Σ result · seed, by name; the gradients are cleared again. */
export async function valuesAndGradients(
  parameters: Readonly<Record<string, Parameter>>,
  forward: () => readonly Tensor[],
  seeds: readonly Tensor[],
): Promise<Record<string, ArrayLike<number>>> {
  const { results } = backward(() => {
    const all = forward();
    const loss = scope(() =>
      all.map((result, i) => result.mul(seeds[i]!).sum()).reduce((sum, term) => sum.add(term)),
    );
    return { loss, results: all };
  });
  const found: Record<string, ArrayLike<number>> = {};
  for (const [i, result] of results.entries()) found[`result ${i}`] = await result.data();
  for (const [name, parameter] of Object.entries(parameters)) {
    found[`gradient of ${name}`] = parameter.grad
      ? await parameter.grad.data()
      : new Float32Array(parameter.size);
    parameter.clearGrad();
  }
  dispose(results);
  return found;
}
