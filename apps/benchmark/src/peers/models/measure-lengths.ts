import { median, type FirstCalls } from '@rondo/workloads';

const laterCalls = 5;

/** The first call at each length, and the median of some later ones. */
export async function measureLengths(
  lengths: readonly number[],
  call: (length: number) => Promise<void>,
): Promise<FirstCalls> {
  const firstMs: number[] = [];
  const againMs: number[] = [];
  for (const length of lengths) {
    firstMs.push(await milliseconds(() => call(length)));
    const later: number[] = [];
    for (let i = 0; i < laterCalls; i += 1) later.push(await milliseconds(() => call(length)));
    againMs.push(median(later));
  }
  return { firstMs, againMs };
}

async function milliseconds(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
