import { expectDType } from '../apply.ts';
import { checkShapes } from '../check-shapes.ts';
import { RangeFault, ShapeError } from '../errors.ts';
import { scope } from '../scope.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { slidingWindows, type SlidingWindow } from './pool-windows.ts';

/** A number for all axes, or one for each. */
export type PerAxis = number | readonly number[];

export interface PoolOptions {
  /** Steps from one window to the next; the size of the window unless told otherwise. */
  readonly stride?: PerAxis | undefined;
  /** Places added on both sides of each axis, at most half of `kernelSize`; 0 unless told otherwise. */
  readonly padding?: PerAxis;
  /** Whether a last window that reaches beyond the padding counts (false). */
  readonly ceilMode?: boolean;
}

/** How many windows adaptive pooling makes: of all axes, or of each; `null` is as many as there are places. */
export type OutputSize = number | null | readonly (number | null)[];

/** Names of the pooled axes, by how many there are. */
const axisNames = { 1: ['L'], 2: ['H', 'W'], 3: ['D', 'H', 'W'] } as const;

export type PooledAxes = keyof typeof axisNames;

/**
 * Runs a pooling of `[N, C, D, H, W]` on x `[N, C, ..]` or `[C, ..]` with fewer axes; `sizes` are those of x.
 * @throws ShapeError for another rank or where an axis has no places; DTypeError unless x is float32.
 */
export function pooled(
  op: string,
  axes: PooledAxes,
  x: Tensor,
  pool: (x: Tensor, sizes: readonly number[]) => Tensor,
): Tensor {
  const names = axisNames[axes];
  const lead = x.shape.length === axes + 1 ? ['C'] : ['N', 'C'];
  const { N = 1, C } = checkShapes(op, { x: [x, [...lead, ...names]] });
  expectDType(op, x, 'float32');
  const sizes = x.shape.slice(-axes);
  if (sizes.includes(0)) {
    throw new ShapeError(
      `${op}: expected x with a place along each pooled axis, received ${formatShape(x.shape)}`,
      { x: x.shape },
    );
  }
  const missing = Array.from({ length: 3 - axes }, () => 1);
  return scope(() => {
    const y = pool(x.reshape([N, C!, ...missing, ...sizes]), sizes);
    return y.reshape([...x.shape.slice(0, lead.length), ...y.shape.slice(-axes)]);
  });
}

/**
 * The window that slides over each axis.
 * @throws RangeFault for options out of range; ShapeError where a window does not fit.
 */
export function slidingOf(
  op: string,
  sizes: readonly number[],
  kernelSize: PerAxis,
  options: PoolOptions & { readonly dilation?: PerAxis },
): SlidingWindow[] {
  const { stride = kernelSize, padding = 0, dilation = 1, ceilMode = false } = options;
  const kernels = perAxis(op, 'kernelSize', kernelSize, sizes.length, 1);
  const strides = perAxis(op, 'stride', stride, sizes.length, 1);
  const paddings = perAxis(op, 'padding', padding, sizes.length, 0);
  const dilations = perAxis(op, 'dilation', dilation, sizes.length, 1);
  return sizes.map((size, axis) => {
    const window: SlidingWindow = {
      kernel: kernels[axis]!,
      stride: strides[axis]!,
      padding: paddings[axis]!,
      dilation: dilations[axis]!,
      ceilMode,
    };
    checkFits(op, size, window);
    return window;
  });
}

function checkFits(op: string, size: number, window: SlidingWindow): void {
  const { kernel, padding, dilation } = window;
  const half = Math.floor(kernel / 2);
  if (padding > half) {
    throw new RangeFault(
      `${op}: padding must be at most half of kernelSize, ${half} for ${kernel}, received ${padding}`,
      { kernelSize: kernel, padding },
    );
  }
  const { starts, ends } = slidingWindows(size, window);
  if (starts.length === 0 || starts.some((start, i) => start >= ends[i]!)) {
    throw new ShapeError(
      `${op}: windows of kernelSize ${kernel} with padding ${padding} and dilation ${dilation} do not fit on an axis of ${size}`,
      { size, ...window },
    );
  }
}

/** @throws RangeFault unless there is one whole number of `least` or more for each axis. */
function perAxis(
  op: string,
  name: string,
  given: OutputSize,
  axes: number,
  least: 0 | 1,
): readonly number[] {
  const own = Array.isArray(given) ? given : Array.from({ length: axes }, () => given);
  if (own.length !== axes || own.some((value) => !Number.isInteger(value) || value < least)) {
    throw new RangeFault(
      `${op}: ${name} must be a whole number of ${least} or more, or one for each of ${axes} axes, received ${JSON.stringify(given)}`,
      { [name]: given },
    );
  }
  return own as number[];
}

/**
 * How many windows each axis gets.
 * @throws RangeFault unless there is a whole number of 1 or more, or null, for each axis.
 */
export function outputSizes(
  op: string,
  sizes: readonly number[],
  outputSize: OutputSize,
): readonly number[] {
  const given = Array.isArray(outputSize)
    ? (outputSize as readonly (number | null)[]).map((own, axis) => own ?? sizes[axis]!)
    : (outputSize ?? sizes);
  return perAxis(op, 'outputSize', given, sizes.length, 1);
}
