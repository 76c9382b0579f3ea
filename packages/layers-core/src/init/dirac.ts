import {
  elementCount,
  formatShape,
  RangeFault,
  rowMajorStrides,
  ShapeError,
  tensor,
  type Tensor,
} from '@rondo/tensor';
import { fill, type Target } from './fill.ts';

/**
 * The kernel `[out, in / groups, ..kernel]` of a convolution that passes as many channels unchanged as there are, in each group: 1 in
 * the middle of weight[o, i] where o is the i-th output of its group, 0 elsewhere.
 *
 * @throws ShapeError unless the kernel has one to three axes; RangeFault unless the groups divide the outputs.
 */
export function dirac(target: Target, groups = 1): Tensor {
  return fill(target, (shape, where) => {
    const [outputs, inputs, ...kernel] = shape;
    if (outputs === undefined || inputs === undefined || kernel.length < 1 || kernel.length > 3) {
      throw new ShapeError(
        `dirac: expected the weight [out, in, ..kernel] of a convolution over one to three axes, received ${formatShape(shape)}; use eye`,
        { shape },
      );
    }
    if (!Number.isInteger(groups) || groups < 1 || outputs % groups !== 0) {
      throw new RangeFault(
        `dirac: expected groups to divide the ${outputs} outputs, received ${groups}`,
        { groups, outputs },
      );
    }
    const data = new Float32Array(elementCount(shape));
    const places = elementCount(kernel);
    const strides = rowMajorStrides(kernel);
    const middle = kernel.reduce((sum, size, axis) => sum + (size >> 1) * strides[axis]!, 0);
    for (let o = 0; o < outputs; o++) {
      const i = o % (outputs / groups);
      if (i < inputs) data[(o * inputs + i) * places + middle] = 1;
    }
    return tensor(data, { shape, ...where });
  });
}
