import { elementCount, philox, uniformFromBits, type DType, type Shape } from '@rondo/tensor';

/** Numbers in row-major order with a shape: what a tensor is compared with. */
export interface Values {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** Values given by a function of the index. */
export function valuesOf(shape: Shape, f: (index: readonly number[]) => number): Values {
  const data = new Float64Array(elementCount(shape));
  const index = shape.map(() => 0);
  for (let i = 0; i < data.length; i++) {
    data[i] = f(index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return { shape, data };
}

/** The value at an index. An index along an axis of size 1 does not matter, and leading ones may be too many: broadcasting. */
export function at({ shape, data }: Values, index: readonly number[]): number {
  let place = 0;
  const lead = index.length - shape.length;
  for (let axis = 0; axis < shape.length; axis++) {
    place = place * shape[axis]! + (shape[axis] === 1 ? 0 : index[axis + lead]!);
  }
  return data[place]!;
}

export function mapValues({ shape, data }: Values, f: (x: number) => number): Values {
  return { shape, data: data.map(f) };
}

/** Reproducible values of a dtype: float32 between `low` and `high`, whole numbers between them, or truth values. */
export function noise(
  shape: Shape,
  seed: number,
  [low, high]: readonly [low: number, high: number] = [-2, 2],
  dtype: DType = 'float32',
): Values {
  const data = new Float64Array(elementCount(shape)).map((_, i) => {
    const u = uniformFromBits(philox(seed, i)[0]);
    if (dtype === 'bool') return Number(u < 0.5);
    if (dtype === 'int32') return Math.floor(low + u * (high - low + 1));
    return Math.fround(low + u * (high - low));
  });
  return { shape, data };
}
