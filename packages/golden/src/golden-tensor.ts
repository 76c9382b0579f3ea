import { tensor, type Tensor } from '@rondo/tensor';

/** A tensor as the golden files write it; NaN and infinities are strings. */
export interface GoldenTensor {
  readonly shape: number[];
  readonly dtype: 'float' | 'int' | 'bool';
  readonly data: readonly (number | 'nan' | 'inf' | '-inf')[];
}

const dtypes = { float: 'float32', int: 'int32', bool: 'bool' } as const;

function numbersOf({ data }: GoldenTensor): number[] {
  return data.map((value) =>
    Number(typeof value === 'string' ? value.replace('inf', 'Infinity') : value),
  );
}

export function tensorOf(golden: GoldenTensor): Tensor {
  const { shape, dtype } = golden;
  return tensor(Float64Array.from(numbersOf(golden)), { shape, dtype: dtypes[dtype] });
}

/** A tensor of floats as the golden files would write it, for numbers that come from other files of PyTorch. */
export async function goldenOf(x: Tensor): Promise<GoldenTensor> {
  return { shape: [...x.shape], dtype: 'float', data: [...(await x.data())] };
}

/** What a difference is measured against: the element itself, or the largest one of its tensor. */
export type Scale = 'element' | 'tensor';

/** Elements that differ from the golden ones by more than 1e-6 + 1e-5 · |scale|, as text; [] is what a test wants. */
export async function differences(
  label: string,
  actual: Tensor | undefined,
  golden: GoldenTensor,
  scale: Scale = 'element',
): Promise<string[]> {
  if (!actual) return [`${label}: nothing computed`];
  const [shape, expectedShape] = [actual.shape.join(', '), golden.shape.join(', ')];
  if (shape !== expectedShape) return [`${label}: [${shape}] for [${expectedShape}]`];
  const data = await actual.data();
  const numbers = numbersOf(golden);
  // An infinite or undefined number would make the tolerance infinite.
  const largest = Math.max(...numbers.filter(Number.isFinite).map(Math.abs));
  return numbers.flatMap((expected, i) => {
    const size = scale === 'tensor' ? largest : Math.abs(expected);
    return isClose(data[i]!, expected, size) ? [] : [`${label}[${i}]: ${data[i]} for ${expected}`];
  });
}

function isClose(actual: number, expected: number, size: number): boolean {
  if (!Number.isFinite(expected)) return Object.is(actual, expected);
  return Math.abs(actual - expected) <= 1e-6 + 1e-5 * size;
}
