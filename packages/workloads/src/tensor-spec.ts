/** A float32 tensor filled with `offset + scale * value(i, seed)`, see inputs.ts. */
interface FloatSpec {
  readonly name: string;
  readonly dtype: 'float32';
  readonly shape: readonly number[];
  readonly seed: number;
  readonly scale: number;
  readonly offset: number;
  /** True where a workload with a backward pass asks for the gradient of this tensor. */
  readonly gradient: boolean;
}

/** An int32 tensor filled with whole numbers from 0 to `limit - 1`, see inputs.ts. */
interface IntegerSpec {
  readonly name: string;
  readonly dtype: 'int32';
  readonly shape: readonly number[];
  readonly seed: number;
  readonly limit: number;
}

export type TensorSpec = FloatSpec | IntegerSpec;

/** A tensor before it is numbered: its seed is its place (from 1) in the list of its workload. */
export type Unnumbered = Omit<FloatSpec, 'seed'> | Omit<IntegerSpec, 'seed'>;

export interface FloatOptions {
  readonly scale?: number;
  readonly offset?: number;
  readonly gradient?: boolean;
}

export function float(
  name: string,
  shape: readonly number[],
  { scale = 1, offset = 0, gradient = false }: FloatOptions = {},
): Unnumbered {
  return { name, dtype: 'float32', shape, scale, offset, gradient };
}

export function integer(name: string, shape: readonly number[], limit: number): Unnumbered {
  return { name, dtype: 'int32', shape, limit };
}

export function numbered(tensors: readonly Unnumbered[]): TensorSpec[] {
  return tensors.map((tensor, index) => ({ ...tensor, seed: index + 1 }));
}
