import type { FusedAttributes } from '../backend.ts';
import { fused, type Fused } from '../fused.ts';
import { elementCount, type Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { pad, slice } from './slice.ts';

/** x [N, C, D, H, W], weight [O, C / groups, kernel of three axes], bias [O]. */
type ConvolutionInputs = readonly [x: Tensor, weight: Tensor, bias: Tensor | undefined];

/** One number for each of the three axes. */
export type Triple = readonly [number, number, number];

/** Sizes of the last three axes of the output: ⌊(size + 2 · padding - dilation · (kernel - 1) - 1) / stride⌋ + 1. */
export function convolvedSizes(
  x: Shape,
  weight: Shape,
  { stride, padding, dilation }: FusedAttributes['convolution'],
): Triple {
  const size = (axis: 0 | 1 | 2): number => {
    const reach = dilation[axis] * (weight[axis + 2]! - 1) + 1;
    return Math.floor((x[axis + 2]! + 2 * padding[axis] - reach) / stride[axis]) + 1;
  };
  return [size(0), size(1), size(2)];
}

/** Offsets within a kernel of three axes, in row-major order. */
function* offsets(kernel: Shape): Generator<Triple> {
  for (let d = 0; d < kernel[0]!; d++) {
    for (let h = 0; h < kernel[1]!; h++) {
      for (let w = 0; w < kernel[2]!; w++) yield [d, h, w];
    }
  }
}

/** Convolution over three axes; conv1d and conv2d have leading axes of size 1. Nothing is saved but the inputs. */
export const convolutionFused: Fused<'convolution', ConvolutionInputs> = fused({
  name: 'convolution',
  composed: ([x, weight, bias], attributes) => {
    const { stride, padding, dilation, groups } = attributes;
    const [N, C] = x.shape as [number, number];
    const O = weight.shape[0]!;
    const sizes = convolvedSizes(x.shape, weight.shape, attributes);
    const padded = pad(
      x,
      padding.map((amount) => [amount, amount] as const),
    );
    let sum: Tensor | undefined;
    for (const offset of offsets(weight.shape.slice(2))) {
      // What this element of the kernel meets, at every place of the output.
      let met = padded;
      for (const [axis, at] of offset.entries()) {
        const first = at * dilation[axis]!;
        const end = first + (sizes[axis]! - 1) * stride[axis]! + 1;
        met = slice(met, axis + 2, first, end, stride[axis]);
      }
      const inputs = met.reshape([N, groups, C / groups, elementCount(sizes)]);
      const weights = offset
        .reduce((part, at) => part.select(2, at), weight)
        .reshape([1, groups, O / groups, C / groups]);
      const product = weights.matmul(inputs);
      sum = sum ? sum.add(product) : product;
    }
    const y = sum!.reshape([N, O, ...sizes]);
    return [bias ? y.add(bias.reshape([1, O, 1, 1, 1])) : y];
  },
  results: ([x, weight], attributes) => [
    {
      shape: [x.shape[0]!, weight.shape[0]!, ...convolvedSizes(x.shape, weight.shape, attributes)],
      dtype: 'float32',
    },
  ],
  saved: () => [],
  differentiable: [0, 1, 2],
});
