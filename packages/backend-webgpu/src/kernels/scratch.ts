import { elementCount, rowMajorStrides, type DType, type Operand, type Shape } from '@rondo/tensor';
import type { GpuContext } from '../device/gpu-context.ts';

/** An operand for the launches within `body`; what comes after them may have its memory. */
export function withScratch<R>(
  gpu: GpuContext,
  shape: Shape,
  body: (scratch: Operand) => R,
  dtype: DType = 'float32',
): R {
  const buffer = gpu.memory.allocate(4 * elementCount(shape));
  try {
    return body({ buffer, dtype, shape, strides: rowMajorStrides(shape), offset: 0 });
  } finally {
    gpu.memory.free(buffer);
  }
}
