import { expectDType } from '../apply.ts';
import { checkShapes } from '../check-shapes.ts';
import { RangeFault, ShapeError } from '../errors.ts';
import { scope } from '../scope.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { paddingPairs, type ConvPadding, type PaddingPair } from './conv-padding.ts';
import { convolutionFused, convolvedSizes, type Triple } from './convolution.ts';
import { pad } from './slice.ts';

export interface ConvOptions {
  readonly bias?: Tensor | undefined;
  /** Steps from one place of the output to the next, one number for all axes or one for each. */
  readonly stride?: number | readonly number[];
  /** Zeros around each axis (0): see `ConvPadding`. */
  readonly padding?: ConvPadding;
  /** Distance between the elements of the kernel. */
  readonly dilation?: number | readonly number[];
  /** Blocks of channels that are convolved apart. */
  readonly groups?: number;
}

/**
 * Cross-correlation: y[n, o, i] = bias[o] + Σ_c Σ_k weight[o, c, k] · x[n, c, i · stride + k · dilation - padding], as PyTorch's.
 *
 * x `[N, C, L]`, weight `[O, C / groups, K]`, bias `[O]` → `[N, O, ⌊(L + 2 · padding - dilation · (K - 1) - 1) / stride⌋ + 1]`. Where
 * the sides of an axis differ, padding is what stands before it, and 2 · padding the sum of both.
 * @throws ShapeError naming the size that does not fit, or where the kernel is larger than the padded input; RangeFault for options
 * out of range.
 */
export function conv1d(x: Tensor, weight: Tensor, options: ConvOptions = {}): Tensor {
  return convolve('conv1d', ['L'], x, weight, options);
}

/** As `conv1d`, over two axes: x `[N, C, H, W]`, weight `[O, C / groups, KH, KW]`. */
export function conv2d(x: Tensor, weight: Tensor, options: ConvOptions = {}): Tensor {
  return convolve('conv2d', ['H', 'W'], x, weight, options);
}

/** As `conv1d`, over three axes: x `[N, C, D, H, W]`, weight `[O, C / groups, KD, KH, KW]`. */
export function conv3d(x: Tensor, weight: Tensor, options: ConvOptions = {}): Tensor {
  return convolve('conv3d', ['D', 'H', 'W'], x, weight, options);
}

function convolve(
  op: string,
  axes: readonly string[],
  x: Tensor,
  weight: Tensor,
  options: ConvOptions,
): Tensor {
  const { bias, groups = 1 } = options;
  const kernel = axes.map((axis) => `K${axis}`);
  const { N, C, O } = checkShapes(op, {
    x: [x, ['N', 'C', ...axes]],
    weight: [weight, ['O', 'C / groups', ...kernel]],
    bias: [bias, ['O']],
  });
  for (const input of [x, weight, bias]) if (input) expectDType(op, input, 'float32');
  checkGroups(op, groups, C!, weight.shape);
  const stride = triple(op, 'stride', options.stride ?? 1, axes.length);
  const dilation = triple(op, 'dilation', options.dilation ?? 1, axes.length);
  const pairs = paddingPairs(op, options.padding ?? 0, {
    kernel: weight.shape.slice(2),
    stride: stride.slice(-axes.length),
    dilation: dilation.slice(-axes.length),
  });
  const attributes = { stride, padding: evenPart(pairs), dilation, groups };
  const missing = Array.from({ length: 3 - axes.length }, () => 1);
  const cube = (tensor: Tensor): Tensor =>
    tensor.reshape([...tensor.shape.slice(0, 2), ...missing, ...tensor.shape.slice(2)]);
  return scope(() => {
    const [from, by] = [cube(withUnevenPart(x, pairs)), cube(weight)];
    const sizes = convolvedSizes(from.shape, by.shape, attributes);
    if (sizes.some((size) => size < 1) || by.shape.slice(2).includes(0)) {
      throw new ShapeError(
        `${op}: a kernel of ${formatShape(weight.shape.slice(2))} does not fit into ${formatShape(x.shape.slice(2))} with ` +
          `padding ${pairs.map(paddingText).join(', ')} and dilation ${attributes.dilation.slice(-axes.length).join(', ')}`,
        { x: x.shape, weight: weight.shape, ...attributes },
      );
    }
    const [y] = convolutionFused.run([from, by, bias], attributes);
    return y!.reshape([N!, O!, ...sizes.slice(-axes.length)]);
  });
}

/** @throws RangeFault or ShapeError where the channels cannot be parted into so many groups. */
function checkGroups(op: string, groups: number, C: number, weight: readonly number[]): void {
  const [O, inner] = weight as [number, number];
  if (!Number.isInteger(groups) || groups < 1 || C % groups !== 0 || O % groups !== 0) {
    throw new RangeFault(
      `${op}: groups must divide the ${C} channels of x and the ${O} of weight, received ${groups}`,
      { groups, C, O },
    );
  }
  if (inner * groups !== C) {
    throw new ShapeError(
      `${op}: expected weight [O, C / groups, ...] with C / groups = ${C / groups}, received ${formatShape(weight)}`,
      { weight, C, groups },
    );
  }
}

/** The padding that both sides of an axis have, which kernels do themselves. */
function evenPart(pairs: readonly PaddingPair[]): Triple {
  const own = pairs.map((pair) => Math.min(...pair));
  const [d, h, w] = [...Array.from({ length: 3 - own.length }, () => 0), ...own];
  return [d!, h!, w!];
}

/** x with the zeros that one side of an axis has more than the other. */
function withUnevenPart(x: Tensor, pairs: readonly PaddingPair[]): Tensor {
  if (pairs.every(([before, after]) => before === after)) return x;
  return pad(
    x,
    pairs.map(([before, after]) => [Math.max(0, before - after), Math.max(0, after - before)]),
  );
}

function paddingText([before, after]: PaddingPair): string {
  return before === after ? `${before}` : `${before} before and ${after} after`;
}

/** An option for each of three axes; axes that x does not have take 1, which changes nothing. */
function triple(
  op: string,
  name: 'stride' | 'dilation',
  given: number | readonly number[],
  axes: number,
): Triple {
  const own = typeof given === 'number' ? Array.from({ length: axes }, () => given) : given;
  if (own.length !== axes || own.some((value) => !Number.isInteger(value) || value < 1)) {
    throw new RangeFault(
      `${op}: ${name} must be a whole number of 1 or more, or one for each of ${axes} axes, received ${JSON.stringify(given)}`,
      { [name]: given },
    );
  }
  const [d, h, w] = [...Array.from({ length: 3 - axes }, () => 1), ...own];
  return [d!, h!, w!];
}
