import type { PoolWindows } from '../backend.ts';
import { tensor } from '../create.ts';
import { RangeFault } from '../errors.ts';
import { fused, type Fused } from '../fused.ts';
import type { Tensor } from '../tensor.ts';
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
  reachOf,
  singlePlace,
  slidingStarts,
  slidingWindows,
  tripleOf,
} from './pool-windows.ts';

/** Sum of each window of x `[N, C, D, H, W]`, divided by its divisors, one from each axis. */
export const avgPoolFused: Fused<'avgPool', readonly [x: Tensor]> = fused({
  name: 'avgPool',
  composed: ([x], { windows, divisors }) => {
    const { met, isOwn } = windowsOf(x, windows);
    const [depth, height, width] = divisors;
    const products = depth.flatMap((d) => height.flatMap((h) => width.map((w) => d * h * w)));
    const divisor = tensor(Float32Array.from(products), { backend: x.storage.backend });
    const means = isOwn.where(met, 0).sum(2).div(divisor);
    return [means.reshape(pooledShape(x.shape, windows))];
  },
  results: ([x], { windows }) => [{ shape: pooledShape(x.shape, windows), dtype: 'float32' }],
  saved: () => [],
  differentiable: [0],
});

export interface AvgPoolOptions extends PoolOptions {
  /** Whether the padding counts as zeros (true); else the mean is over the places of x alone. */
  readonly countIncludePad?: boolean;
}

export interface DividedAvgPoolOptions extends AvgPoolOptions {
  /** What the sum of a window is divided by; the size of the window unless told otherwise. */
  readonly divisorOverride?: number | undefined;
}

/**
 * Mean of each window: y[n, c, i] = 1/K Σ_k x[n, c, i · stride + k - padding], the padding being 0; K is the number of places of the
 * window, as far as they lie in x or (unless `countIncludePad` is false) its padding.
 *
 * x `[N, C, L]` or `[C, L]` → `[.., ⌊(L + 2 · padding - kernelSize) / stride⌋ + 1]`, ⌈ ⌉ in ceil mode, where a last window that starts
 * behind x does not count.
 * @throws ShapeError where no window fits; RangeFault for options out of range, such as a padding of more than half of `kernelSize`.
 */
export function avgPool1d(x: Tensor, kernelSize: PerAxis, options: AvgPoolOptions = {}): Tensor {
  return slidingMean('avgPool1d', 1, x, kernelSize, options);
}

/** As `avgPool1d`, over two axes: x `[N, C, H, W]` or `[C, H, W]`. */
export function avgPool2d(
  x: Tensor,
  kernelSize: PerAxis,
  options: DividedAvgPoolOptions = {},
): Tensor {
  return slidingMean('avgPool2d', 2, x, kernelSize, options);
}

/** As `avgPool1d`, over three axes: x `[N, C, D, H, W]` or `[C, D, H, W]`. */
export function avgPool3d(
  x: Tensor,
  kernelSize: PerAxis,
  options: DividedAvgPoolOptions = {},
): Tensor {
  return slidingMean('avgPool3d', 3, x, kernelSize, options);
}

/**
 * Mean of each of `outputSize` windows, which part the axis as evenly as whole places allow: window i holds the places from
 * ⌊i · L / outputSize⌋ up to but without ⌈(i + 1) · L / outputSize⌉.
 *
 * x `[N, C, L]` or `[C, L]` → `[.., outputSize]`; `null` is L.
 * @throws RangeFault unless `outputSize` is a whole number of 1 or more; ShapeError where x has no places.
 */
export function adaptiveAvgPool1d(x: Tensor, outputSize: OutputSize): Tensor {
  return adaptiveMean('adaptiveAvgPool1d', 1, x, outputSize);
}

/** As `adaptiveAvgPool1d`, over two axes: x `[N, C, H, W]` or `[C, H, W]`. */
export function adaptiveAvgPool2d(x: Tensor, outputSize: OutputSize): Tensor {
  return adaptiveMean('adaptiveAvgPool2d', 2, x, outputSize);
}

/** As `adaptiveAvgPool1d`, over three axes: x `[N, C, D, H, W]` or `[C, D, H, W]`. */
export function adaptiveAvgPool3d(x: Tensor, outputSize: OutputSize): Tensor {
  return adaptiveMean('adaptiveAvgPool3d', 3, x, outputSize);
}

/** A window of one axis has one divisor of its own. */
interface MeanWindows {
  readonly windows: PoolWindows;
  readonly divisors: readonly number[];
}

function mean(cube: Tensor, axes: readonly MeanWindows[]): Tensor {
  const windows = axes.map((axis) => axis.windows);
  const divisors = axes.map((axis) => axis.divisors);
  return avgPoolFused.run([cube], {
    windows: tripleOf(windows, singlePlace),
    divisors: tripleOf(divisors, [1]),
  })[0]!;
}

function slidingMean(
  op: string,
  axes: PooledAxes,
  x: Tensor,
  kernelSize: PerAxis,
  { countIncludePad = true, divisorOverride, ...options }: DividedAvgPoolOptions,
): Tensor {
  if (divisorOverride === 0) {
    throw new RangeFault(`${op}: divisorOverride must not be 0`, { divisorOverride });
  }
  return pooled(op, axes, x, (cube, sizes) =>
    mean(
      cube,
      slidingOf(op, sizes, kernelSize, options).map((window, axis) => {
        const size = sizes[axis]!;
        const windows = slidingWindows(size, window);
        if (divisorOverride !== undefined) {
          const divisor = axis === 0 ? divisorOverride : 1;
          return { windows, divisors: windows.starts.map(() => divisor) };
        }
        const last = size + window.padding;
        const divisors = countIncludePad
          ? slidingStarts(size, window).map(
              (start) => Math.min(start + reachOf(window), last) - start,
            )
          : placesOf(windows);
        return { windows, divisors };
      }),
    ),
  );
}

function adaptiveMean(op: string, axes: PooledAxes, x: Tensor, outputSize: OutputSize): Tensor {
  return pooled(op, axes, x, (cube, sizes) =>
    mean(
      cube,
      outputSizes(op, sizes, outputSize).map((count, axis) => {
        const windows = adaptiveWindows(sizes[axis]!, count);
        return { windows, divisors: placesOf(windows) };
      }),
    ),
  );
}

/** How many places each window has. */
function placesOf({ starts, ends }: PoolWindows): number[] {
  return starts.map((start, i) => ends[i]! - start);
}
