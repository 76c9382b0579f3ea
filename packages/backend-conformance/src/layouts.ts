import { tensor, type DType, type Tensor } from '@rondo/tensor';
import { at, valuesOf, type Values } from './values.ts';

/** Lies in memory between the elements of a strided tensor; a kernel that reads it is found out. */
const gap = 77;

type Layout = (values: Values, dtype: DType) => Tensor;

function upload({ shape, data }: Values, dtype: DType): Tensor {
  return tensor(data, { shape, dtype });
}

/** The same values in different places of the memory: every kernel must see the same tensor. */
const layouts = {
  rowMajor: upload,
  /** Axes in the opposite order. */
  transposed: (values, dtype) => {
    const axes = values.shape.map((_, axis) => axis).toReversed();
    const stored = valuesOf(values.shape.toReversed(), (index) => at(values, index.toReversed()));
    return upload(stored, dtype).permute(axes);
  },
  /** Every second element along the last axis, from the second on. */
  stepped: (values, dtype) => {
    const axis = values.shape.length - 1;
    if (axis < 0) return upload(values, dtype);
    const size = values.shape[axis]!;
    const stored = valuesOf(values.shape.with(axis, 2 * size + 1), (index) =>
      index[axis]! % 2 === 1 ? at(values, index.with(axis, (index[axis]! - 1) / 2)) : gap,
    );
    return upload(stored, dtype).slice(axis, 1, 2 * size, 2);
  },
  /** A window of a tensor that is larger along each axis. */
  windowed: (values, dtype) => {
    const { shape } = values;
    const stored = valuesOf(
      shape.map((size) => size + 3),
      (index) =>
        index.every((i, axis) => i >= 1 && i <= shape[axis]!)
          ? at(
              values,
              index.map((i) => i - 1),
            )
          : gap,
    );
    return shape.reduce((part, size, axis) => part.narrow(axis, 1, size), upload(stored, dtype));
  },
  /** Backwards along each axis. */
  flipped: (values, dtype) => {
    const { shape } = values;
    const stored = valuesOf(shape, (index) =>
      at(
        values,
        index.map((i, axis) => shape[axis]! - 1 - i),
      ),
    );
    return upload(stored, dtype).flip(shape.map((_, axis) => axis));
  },
} satisfies Record<string, Layout>;

export type LayoutName = keyof typeof layouts;

export const layoutNames = Object.keys(layouts) as LayoutName[];

/** Puts values on the current backend. */
export function place(values: Values, dtype: DType, layout: LayoutName = 'rowMajor'): Tensor {
  return layouts[layout](values, dtype);
}
