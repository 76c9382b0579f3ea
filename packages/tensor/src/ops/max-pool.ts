import { fused, type Fused } from '../fused.ts';
import type { Tensor } from '../tensor.ts';
import { gather } from './gather.ts';
import {
  outputSizes,
  pooled,
  slidingOf,
  type OutputSize,
  type PerAxis,
  type PooledAxes,
  type PoolOptions,
} from './pool-options.ts';
import { windowsOf } from './pool-places.ts';
import {
  adaptiveWindows,
  pooledShape,
  singlePlace,
  slidingWindows,
  tripleOf,
} from './pool-windows.ts';
import { argmax } from './reduce.ts';

/** Largest number of each window of x `[N, C, D, H, W]`; a kernel saves where in its volume it was. */
export const maxPoolFused: Fused<'maxPool', readonly [x: Tensor]> = fused({
  name: 'maxPool',
  composed: ([x], { windows }) => {
    const { met } = windowsOf(x, windows);
    const largest = gather(met, 2, argmax(met, 2, { keepDim: true }));
    return [largest.reshape(pooledShape(x.shape, windows))];
  },
  results: ([x], { windows }) => [{ shape: pooledShape(x.shape, windows), dtype: 'float32' }],
  saved: ([x], { windows }) => [{ shape: pooledShape(x.shape, windows), dtype: 'int32' }],
  differentiable: [0],
});

export interface MaxPoolOptions extends PoolOptions {
  /** Distance between the places of a window; 1 unless told otherwise. */
  readonly dilation?: PerAxis;
}

/**
 * Largest number of each window: y[n, c, i] = max_k x[n, c, i · stride + k · dilation - padding], padding left out. NaN is larger than
 * any number. Of equals, the first in row-major order gets the gradient, as in PyTorch.
 *
 * x `[N, C, L]` or `[C, L]` → `[.., ⌊(L + 2 · padding - dilation · (kernelSize - 1) - 1) / stride⌋ + 1]`, ⌈ ⌉ in ceil mode, where a
 * last window that starts behind x does not count.
 * @throws ShapeError where no window fits; RangeFault for options out of range, such as a padding of more than half of `kernelSize`.
 */
export function maxPool1d(x: Tensor, kernelSize: PerAxis, options: MaxPoolOptions = {}): Tensor {
  return slidingMax('maxPool1d', 1, x, kernelSize, options);
}

/** As `maxPool1d`, over two axes: x `[N, C, H, W]` or `[C, H, W]`. */
export function maxPool2d(x: Tensor, kernelSize: PerAxis, options: MaxPoolOptions = {}): Tensor {
  return slidingMax('maxPool2d', 2, x, kernelSize, options);
}

/** As `maxPool1d`, over three axes: x `[N, C, D, H, W]` or `[C, D, H, W]`. */
export function maxPool3d(x: Tensor, kernelSize: PerAxis, options: MaxPoolOptions = {}): Tensor {
  return slidingMax('maxPool3d', 3, x, kernelSize, options);
}

/**
 * Largest number of each of `outputSize` windows, which part the axis as evenly as whole places allow: window i holds the places from
 * ⌊i · L / outputSize⌋ up to but without ⌈(i + 1) · L / outputSize⌉. NaN and equals as in `maxPool1d`.
 *
 * x `[N, C, L]` or `[C, L]` → `[.., outputSize]`; `null` is L.
 * @throws RangeFault unless `outputSize` is a whole number of 1 or more; ShapeError where x has no places.
 */
export function adaptiveMaxPool1d(x: Tensor, outputSize: OutputSize): Tensor {
  return adaptiveMax('adaptiveMaxPool1d', 1, x, outputSize);
}

/** As `adaptiveMaxPool1d`, over two axes: x `[N, C, H, W]` or `[C, H, W]`. */
export function adaptiveMaxPool2d(x: Tensor, outputSize: OutputSize): Tensor {
  return adaptiveMax('adaptiveMaxPool2d', 2, x, outputSize);
}

/** As `adaptiveMaxPool1d`, over three axes: x `[N, C, D, H, W]` or `[C, D, H, W]`. */
export function adaptiveMaxPool3d(x: Tensor, outputSize: OutputSize): Tensor {
  return adaptiveMax('adaptiveMaxPool3d', 3, x, outputSize);
}

function slidingMax(
  op: string,
  axes: PooledAxes,
  x: Tensor,
  kernelSize: PerAxis,
  options: MaxPoolOptions,
): Tensor {
  return pooled(op, axes, x, (cube, sizes) => {
    const sliding = slidingOf(op, sizes, kernelSize, options);
    const windows = sliding.map((window, axis) => slidingWindows(sizes[axis]!, window));
    return maxPoolFused.run([cube], { windows: tripleOf(windows, singlePlace) })[0]!;
  });
}

function adaptiveMax(op: string, axes: PooledAxes, x: Tensor, outputSize: OutputSize): Tensor {
  return pooled(op, axes, x, (cube, sizes) => {
    const counts = outputSizes(op, sizes, outputSize);
    const windows = counts.map((count, axis) => adaptiveWindows(sizes[axis]!, count));
    return maxPoolFused.run([cube], { windows: tripleOf(windows, singlePlace) })[0]!;
  });
}
