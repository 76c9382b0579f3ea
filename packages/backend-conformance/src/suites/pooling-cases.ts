import type { DType, FusedAttributes, PoolWindows } from '@rondo/tensor';
import { noise, type Values } from '../values.ts';

type Windows = FusedAttributes['maxPool']['windows'];

interface PoolingCase<Attributes> {
  readonly what: string;
  readonly inputs: readonly { readonly values: Values; readonly dtype: DType }[];
  readonly attributes: Attributes;
}

const one: PoolWindows = { starts: [0], ends: [1], step: 1 };

/** `count` windows of `size` places, `stride` apart, `step` between the places; the last one may be cut off at `end`. */
function windows(count: number, size: number, stride: number, step: number, end: number) {
  const starts = Array.from({ length: count }, (_, i) => i * stride);
  return {
    starts,
    ends: starts.map((start) => Math.min(end, start + step * (size - 1) + 1)),
    step,
  };
}

const uneven: PoolWindows = { starts: [0, 1, 3], ends: [2, 4, 5], step: 1 };

const subjects: readonly (readonly [shape: readonly number[], windows: Windows])[] = [
  [
    [1, 1, 1, 1, 1],
    [one, one, one],
  ],
  [
    [0, 3, 1, 4, 4],
    [one, windows(2, 2, 2, 1, 4), windows(2, 2, 2, 1, 4)],
  ],
  [
    [2, 3, 1, 1, 17],
    [one, one, windows(8, 2, 2, 1, 17)],
  ],
  [
    [2, 3, 1, 1, 17],
    [one, one, windows(15, 3, 1, 1, 17)],
  ],
  [
    [2, 3, 1, 9, 7],
    [one, windows(4, 3, 2, 1, 9), windows(4, 2, 2, 1, 7)],
  ],
  [
    [2, 3, 1, 9, 7],
    [one, windows(2, 3, 3, 2, 9), windows(3, 3, 1, 2, 7)],
  ],
  [
    [3, 5, 1, 5, 6],
    [one, uneven, windows(1, 6, 1, 1, 6)],
  ],
  [
    [1, 2, 4, 5, 6],
    [windows(3, 2, 1, 1, 4), uneven, windows(2, 4, 3, 1, 6)],
  ],
  [
    [37, 11, 1, 8, 8],
    [one, windows(4, 2, 2, 1, 8), windows(4, 2, 2, 1, 8)],
  ],
];

function cases<Attributes>(
  attributesOf: (windows: Windows) => Attributes,
): readonly PoolingCase<Attributes>[] {
  return subjects.map(([shape, own], i) => ({
    what: `[${shape.join(', ')}] to ${own.map(({ starts }) => starts.length).join('x')} windows`,
    inputs: [{ values: noise(shape, i), dtype: 'float32' }],
    attributes: attributesOf(own),
  }));
}

/** What kernels of the largest number of windows are tried on: overlapping, apart, dilated, uneven, cut off. */
export const maxPoolCases = cases((own) => ({ windows: own }));

/** The same for means, whose divisors are not always the sizes of the windows. */
export const avgPoolCases = cases((own) => {
  const divisors = own.map(({ starts }, axis) => starts.map((_, i) => 1 + ((i + axis) % 3)));
  const [d, h, w] = divisors as [number[], number[], number[]];
  return { windows: own, divisors: [d, h, w] as const };
});
