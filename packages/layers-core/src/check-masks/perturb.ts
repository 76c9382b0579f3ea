import { tensor, type Tensor } from '@rondo/tensor';

/** An input whose steps can be replaced one at a time. */
export interface Perturbable {
  readonly input: Tensor;
  readonly values: ArrayLike<number>;
  /** What stands in for the steps, of the same size. */
  readonly replacement: ArrayLike<number>;
}

export async function perturbable(
  input: Tensor,
  replacement: Tensor | undefined,
): Promise<Perturbable> {
  const values: ArrayLike<number> = await input.data();
  const given = replacement && ((await replacement.data()) as ArrayLike<number>);
  return { input, values, replacement: given ?? otherThan(values, input.dtype === 'float32') };
}

/** The input with one step replaced. */
export function withStepReplaced(
  { input, values, replacement }: Perturbable,
  { sequence, step }: { readonly sequence: number; readonly step: number },
): Tensor {
  const { shape, dtype, storage } = input;
  const [, L] = shape as [number, number];
  const width = input.size / (shape[0]! * L);
  const start = (sequence * L + step) * width;
  const changed = Float64Array.from(values);
  for (let i = start; i < start + width; i++) changed[i] = replacement[i]!;
  const data = dtype === 'float32' ? Float32Array.from(changed) : Int32Array.from(changed);
  return tensor(data, { shape, dtype, backend: storage.backend });
}

/** Numbers of which each differs from its counterpart, tokens from tokens that occur. */
function otherThan(values: ArrayLike<number>, isReal: boolean): number[] {
  if (isReal) {
    // Not the same for all features, which a norm would take away again.
    return Array.from(values, (value, i) => value + (i % 2 === 0 ? 1 : -1) * (1 + (i % 3) / 2));
  }
  const tokens = [...new Set(Array.from(values))].toSorted((a, b) => a - b);
  const only = tokens[0] === 0 ? 1 : 0;
  return Array.from(values, (value) =>
    tokens.length > 1 ? tokens[(tokens.indexOf(value) + 1) % tokens.length]! : only,
  );
}
