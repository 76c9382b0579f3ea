import { allocate, apply1, expectHolds } from './apply.ts';
import type { Backend, RandomKind, RandomState } from './backend.ts';
import type { DType, NumericArray } from './dtype.ts';
import { DTypeError, RangeFault, ShapeError } from './errors.ts';
import { expectKnown } from './dtype.ts';
import { notDifferentiable, type KernelOp } from './op.ts';
import { checkedState, drawRandom } from './random.ts';
import { assertShape, elementCount, formatShape, sameShape, type Shape } from './shape.ts';
import { Tensor, type NestedArray } from './tensor.ts';

/** Options of everything that makes a tensor. */
export interface CreateOptions {
  readonly dtype?: DType;
  /** Where the tensor lives; the backend chosen with `useBackend` when left out. */
  readonly backend?: Backend;
}

export interface TensorOptions extends CreateOptions {
  /** Shape of flat data; the nesting of arrays must agree with it. */
  readonly shape?: Shape;
}

/**
 * A tensor from a number, nested arrays, or a typed array with a shape. The dtype follows the data unless given: truth values
 * bool, Int32Array int32, everything else float32. Converting to int32 drops fractions.
 * @throws ShapeError for ragged arrays or a shape that does not fit; DTypeError for another dtype, what is no number, or none that int32 has;
 * RangeFault for options that are none.
 */
export function tensor(data: NestedArray | NumericArray, options: TensorOptions = {}): Tensor {
  expectOptions('tensor', options);
  const { backend } = options;
  if (ArrayBuffer.isView(data)) {
    const dtype = options.dtype ?? (data instanceof Int32Array ? 'int32' : 'float32');
    return fromNumbers('tensor', data, options.shape ?? [data.length], dtype, backend);
  }
  const nesting = shapeOf(data);
  const shape = options.shape ?? nesting;
  if (nesting.length > 1 && !sameShape(shape, nesting)) {
    throw new ShapeError(
      `tensor: arrays nested as ${formatShape(nesting)} do not have the shape ${formatShape(shape)}; use reshape()`,
      { nesting, shape },
    );
  }
  const leaves: (number | boolean)[] = [];
  collect(data, nesting, 0, leaves);
  const isBool = leaves.length > 0 && leaves.every((leaf) => typeof leaf === 'boolean');
  const dtype = options.dtype ?? (isBool ? 'bool' : 'float32');
  return fromNumbers('tensor', Float64Array.from(leaves, Number), shape, dtype, backend);
}

/** Refuses a shape or a dtype in the place of options, which would else be ignored. */
function expectOptions(op: string, options: unknown): void {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return;
  throw new RangeFault(
    `${op}: expected options such as { shape: [2, 3], dtype: 'int32' } after the data, received ${JSON.stringify(options)}`,
    { options },
  );
}

function fromNumbers(
  op: string,
  data: NumericArray,
  shape: Shape,
  dtype: DType,
  backend?: Backend,
): Tensor {
  expectKnown(op, dtype);
  assertShape(op, shape);
  if (data.length !== elementCount(shape)) {
    throw new ShapeError(
      `${op}: ${data.length} numbers do not fill shape ${formatShape(shape)} with ${elementCount(shape)} elements`,
      { elements: data.length, shape },
    );
  }
  if (dtype === 'int32' && !(data instanceof Int32Array)) {
    const remedy = 'it goes from -2147483648 to 2147483647; use float32';
    for (const value of data) {
      if (value !== (value | 0)) expectHolds(op, dtype, Math.trunc(value), remedy);
    }
  }
  const made = allocate({ shape, dtype }, backend);
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
  if (!isList) into.push(checkedLeaf(data));
  else for (const item of data) collect(item, shape, axis + 1, into);
}

/** Refuses what only the type system keeps out. */
function checkedLeaf(leaf: unknown): number | boolean {
  if (typeof leaf === 'number' || typeof leaf === 'boolean') return leaf;
  const received = leaf instanceof Tensor ? 'a tensor; use stack() or clone()' : typeof leaf;
  throw new DTypeError(`tensor: expected numbers or truth values, received ${received}`, {
    received: typeof leaf,
  });
}

/**
 * A tensor filled with one number.
 * @throws DTypeError when the dtype does not have the number.
 */
export function full(shape: Shape, value: number, options: CreateOptions = {}): Tensor {
  const { dtype = 'float32', backend } = options;
  expectKnown('full', dtype);
  assertShape('full', shape);
  expectHolds('full', dtype, value, "use dtype: 'float32'");
  const made = allocate({ shape, dtype }, backend);
  made.storage.backend.fill(made, value);
  return made;
}

/** A tensor whose numbers are whatever its memory held, for those who write all of them; float32 unless told otherwise. */
export function empty(shape: Shape, { dtype = 'float32', backend }: CreateOptions = {}): Tensor {
  return allocate({ shape, dtype }, backend);
}

/** A tensor of zeros, float32 unless told otherwise. */
export function zeros(shape: Shape, options?: CreateOptions): Tensor {
  return full(shape, 0, options);
}

/** A tensor of ones, float32 unless told otherwise. */
export function ones(shape: Shape, options?: CreateOptions): Tensor {
  return full(shape, 1, options);
}

/**
 * Numbers from `start` up to but without `end`, `step` apart: int32 if start and step are whole, else float32.
 * @throws RangeFault when they never reach the end; DTypeError when they leave int32.
 */
export function arange(start: number, end: number, step = 1, options: CreateOptions = {}): Tensor {
  const whole = Number.isInteger(start) && Number.isInteger(step);
  const { dtype = whole ? 'int32' : 'float32', backend } = options;
  const length = Math.max(0, Math.ceil((end - start) / step));
  if (!Number.isFinite(length)) {
    throw new RangeFault(`arange: from ${start} to ${end} by ${step} never ends`, {
      start,
      end,
      step,
    });
  }
  const data = Float64Array.from({ length }, (_, i) => start + i * step);
  return fromNumbers('arange', data, [length], dtype, backend);
}

/** The identity matrix `[n, n]`. */
export function eye(n: number, { dtype = 'float32', backend }: CreateOptions = {}): Tensor {
  assertShape('eye', [n, n]);
  const data = new Float32Array(n * n);
  for (let i = 0; i < n; i++) data[i * (n + 1)] = 1;
  return fromNumbers('eye', data, [n, n], dtype, backend);
}

interface RandomAttributes {
  readonly kind: RandomKind;
  readonly shape: Shape;
  readonly state: RandomState;
}

export const randomOp: KernelOp<readonly [], RandomAttributes> = {
  name: 'random',
  outputs: (_inputs, { shape }) => [{ shape, dtype: 'float32' }],
  forward: (backend, _inputs, [output], { kind, state }) => backend.random(kind, state, output!),
  vjp: notDifferentiable('random numbers depend on nothing'),
};

/** Without `seed`: the next numbers of the global stream. With it: from block `block` (0) of that seed's stream. */
export interface RandomOptions extends Partial<RandomState> {
  readonly backend?: Backend;
}

function random(name: string, kind: RandomKind, shape: Shape, options: RandomOptions): Tensor {
  const { seed, block = 0, backend } = options;
  assertShape(name, shape);
  const state =
    seed === undefined ? drawRandom(elementCount(shape)) : checkedState(name, { seed, block });
  return apply1(randomOp, [], { kind, shape, state }, backend);
}

/** Uniform random numbers on [0, 1), float32. */
export function rand(shape: Shape, options: RandomOptions = {}): Tensor {
  return random('rand', 'uniform', shape, options);
}

/** Standard normal random numbers, float32. */
export function randn(shape: Shape, options: RandomOptions = {}): Tensor {
  return random('randn', 'normal', shape, options);
}
