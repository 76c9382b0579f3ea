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

/** Elements that differ from the golden ones by more than 1e-6 + 1e-5 · |golden|, as text; [] is what a test wants. */
export async function differences(
  label: string,
  actual: Tensor | undefined,
  golden: GoldenTensor,
): Promise<string[]> {
  if (!actual) return [`${label}: nothing computed`];
  const [shape, expectedShape] = [actual.shape.join(', '), golden.shape.join(', ')];
  if (shape !== expectedShape) return [`${label}: [${shape}] for [${expectedShape}]`];
  const data = await actual.data();
  return numbersOf(golden).flatMap((expected, i) => {
    return isClose(data[i]!, expected) ? [] : [`${label}[${i}]: ${data[i]} for ${expected}`];
  });
}

function isClose(actual: number, expected: number): boolean {
  // An infinite expectation would make the tolerance infinite.
  if (!Number.isFinite(expected)) return Object.is(actual, expected);
  return Math.abs(actual - expected) <= 1e-6 + 1e-5 * Math.abs(expected);
}
