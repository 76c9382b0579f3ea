// The ops make tensors through a hook that this module fills.
import './tensor.ts';
import { allocate, apply1 } from './apply.ts';
import type { RandomKind, RandomState } from './backend.ts';
import type { DType, NumericArray } from './dtype.ts';
import { RangeFault, ShapeError } from './errors.ts';
import { notDifferentiable, type KernelOp } from './op.ts';
import { drawRandom } from './random.ts';
import { assertShape, elementCount, formatShape, type Shape } from './shape.ts';
import type { NestedArray, Tensor } from './tensor.ts';

export interface CreateOptions {
  readonly dtype?: DType;
}

export interface TensorOptions extends CreateOptions {
  /** Wanted with a typed array, checked with nested arrays. */
  readonly shape?: Shape;
}

/**
 * A tensor from a number, nested arrays, or a typed array with a shape. The dtype follows the data unless given: truth values
 * bool, Int32Array int32, everything else float32.
 * @throws ShapeError for ragged arrays or a shape that does not fit.
 */
export function tensor(data: NestedArray | NumericArray, options: TensorOptions = {}): Tensor {
  if (ArrayBuffer.isView(data)) {
    const dtype = options.dtype ?? (data instanceof Int32Array ? 'int32' : 'float32');
    return fromNumbers(data, options.shape ?? [data.length], dtype);
  }
  const shape = shapeOf(data);
  const leaves: (number | boolean)[] = [];
  collect(data, shape, 0, leaves);
  const dtype = options.dtype ?? (leaves.length > 0 && typeof leaves[0] === 'boolean' ? 'bool' : 'float32');
  return fromNumbers(Float64Array.from(leaves, Number), options.shape ?? shape, dtype);
}

function fromNumbers(data: NumericArray, shape: Shape, dtype: DType): Tensor {
  assertShape('tensor', shape);
  if (data.length !== elementCount(shape)) {
    throw new ShapeError(
      `tensor: ${data.length} numbers do not fill shape ${formatShape(shape)} with ${elementCount(shape)} elements`,
      { elements: data.length, shape },
    );
  }
  const made = allocate({ shape, dtype });
  made.storage.backend.upload(made.buffer, dtype, data);
  return made;
}

function shapeOf(data: NestedArray): Shape {
  const shape: number[] = [];
  for (let level: NestedArray | undefined = data; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
  }
  return shape;
}

function collect(data: NestedArray, shape: Shape, axis: number, into: (number | boolean)[]): void {
  const isList = Array.isArray(data);
  if (isList !== axis < shape.length || (isList && data.length !== shape[axis])) {
    throw new ShapeError(
      `tensor: ragged nested arrays: expected ${axis < shape.length ? `an array of ${shape[axis]}` : 'a number'} ` +
        `at depth ${axis}, received ${isList ? `an array of ${data.length}` : 'a number'}`,
      { shape, depth: axis },
    );
  }
  if (isList) for (const item of data) collect(item, shape, axis + 1, into);
  else into.push(data);
}

/** A tensor filled with one number. */
export function full(shape: Shape, value: number, { dtype = 'float32' }: CreateOptions = {}): Tensor {
  assertShape('full', shape);
  const made = allocate({ shape, dtype });
  made.storage.backend.fill(made, value);
  return made;
}

export function zeros(shape: Shape, options?: CreateOptions): Tensor {
  return full(shape, 0, options);
}

export function ones(shape: Shape, options?: CreateOptions): Tensor {
  return full(shape, 1, options);
}

/** Whole numbers (int32 unless told otherwise) from `start` up to but without `end`, `step` apart. */
export function arange(start: number, end: number, step = 1, { dtype = 'int32' }: CreateOptions = {}): Tensor {
  const length = Math.max(0, Math.ceil((end - start) / step));
  if (!Number.isFinite(length)) {
    throw new RangeFault(`arange: from ${start} to ${end} by ${step} never ends`, { start, end, step });
  }
  return fromNumbers(Float64Array.from({ length }, (_, i) => start + i * step), [length], dtype);
}

/** The identity matrix `[n, n]`. */
export function eye(n: number): Tensor {
  const data = new Float32Array(n * n);
  for (let i = 0; i < n; i++) data[i * (n + 1)] = 1;
  return fromNumbers(data, [n, n], 'float32');
}

interface RandomAttributes {
  readonly kind: RandomKind;
  readonly shape: Shape;
  readonly state: RandomState;
}

const randomOp: KernelOp<readonly [], RandomAttributes> = {
  name: 'random',
  outputs: (_inputs, { shape }) => [{ shape, dtype: 'float32' }],
  forward: (backend, _inputs, [output], { kind, state }) => backend.random(kind, state, output!),
  vjp: notDifferentiable('random numbers depend on nothing'),
};

function random(kind: RandomKind, shape: Shape, state?: RandomState): Tensor {
  assertShape(kind, shape);
  return apply1(randomOp, [], { kind, shape, state: state ?? drawRandom(elementCount(shape)) });
}

/** Uniform random numbers on [0, 1), float32, from the global stream or from a given place of a stream. */
export function rand(shape: Shape, state?: RandomState): Tensor {
  return random('uniform', shape, state);
}

/** Standard normal random numbers, float32, from the global stream or from a given place of a stream. */
export function randn(shape: Shape, state?: RandomState): Tensor {
  return random('normal', shape, state);
}
