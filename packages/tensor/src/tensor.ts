import { allocate, provideTensor } from './apply.ts';
import type { Backend, DeviceBuffer, Operand } from './backend.ts';
import type { DataOf, DType } from './dtype.ts';
import { DisposedError, ShapeError } from './errors.ts';
import type { View } from './op.ts';
import * as arithmetic from './ops/arithmetic.ts';
import * as compare from './ops/compare.ts';
import { cumsum } from './ops/cumsum.ts';
import { expand } from './ops/expand.ts';
import { matmul } from './ops/matmul.ts';
import * as reduce from './ops/reduce.ts';
import * as reshape from './ops/reshape.ts';
import * as slice from './ops/slice.ts';
import * as unary from './ops/unary.ts';
import { cast, clamp, where } from './ops/where.ts';
import { currentScope, type Scope } from './scope.ts';
import { elementCount, formatShape, isRowMajor, type Shape } from './shape.ts';
import { countTensor, type Storage } from './storage.ts';

/** Numbers nested as deep as a tensor has axes. */
export type NestedArray = number | boolean | NestedArray[];

type Term = arithmetic.Term;

/** What Node's console and debugger print an object with. */
const inspect: unique symbol = Symbol.for('nodejs.util.inspect.custom');

/**
 * An immutable n-dimensional array on a backend: a strided window on a storage that views share.
 *
 * It lives until the scope that made it ends, unless it is returned from it, kept, or disposed. The methods here are the common
 * ones; everything else is a function.
 */
export class Tensor implements Operand {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly strides: readonly number[];
  readonly offset: number;
  /** The scope that frees this tensor; `undefined` when it lives until `dispose()`. */
  owner: Scope | undefined;
  #storage: Storage | undefined;
  #pins = 0;
  #disposed = false;

  constructor(storage: Storage, dtype: DType, view: View) {
    this.#storage = storage.retain();
    this.dtype = dtype;
    this.shape = view.shape;
    this.strides = view.strides;
    this.offset = view.offset;
    countTensor(1);
    currentScope()?.own(this);
  }

  /** @throws DisposedError after the tensor was freed. */
  get storage(): Storage {
    if (!this.#storage) {
      throw new DisposedError(
        `tensor ${this.dtype} ${formatShape(this.shape)} was freed: its scope ended or dispose() was called; ` +
          'return it from the scope, or keep() it, to use it later',
        { shape: this.shape, dtype: this.dtype },
      );
    }
    return this.#storage;
  }

  get buffer(): DeviceBuffer {
    return this.storage.buffer;
  }

  get rank(): number {
    return this.shape.length;
  }

  /** Number of elements. */
  get size(): number {
    return elementCount(this.shape);
  }

  get isContiguous(): boolean {
    return isRowMajor(this.shape, this.strides);
  }

  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** Frees the tensor; its memory returns to the pool with the last view on it. Doing so twice is harmless. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.owner = undefined;
    if (this.#pins === 0) this.#free();
  }

  /** Holds the memory, even past `dispose()`, until `unpin()`: a tape still needs the values. */
  pin(): void {
    this.#pins++;
  }

  unpin(): void {
    if (--this.#pins === 0 && this.#disposed) this.#free();
  }

  #free(): void {
    this.#storage?.release();
    this.#storage = undefined;
    countTensor(-1);
  }

  /** The elements, row-major, as a typed array: the one place where work is waited for. */
  async data(): Promise<DataOf[DType]> {
    return this.storage.backend.read(this);
  }

  /**
   * The one element of a tensor that has one.
   * @throws ShapeError when it has more or none.
   */
  async item(): Promise<number> {
    if (this.size !== 1) {
      throw new ShapeError(
        `item: expected one element, received ${formatShape(this.shape)}; use data()`,
        {
          shape: this.shape,
        },
      );
    }
    return (await this.data())[0]!;
  }

  /** The elements as nested arrays; bool as true and false. */
  async array(): Promise<NestedArray> {
    const data = await this.data();
    const leaf = (index: number): NestedArray =>
      this.dtype === 'bool' ? data[index] !== 0 : data[index]!;
    const nest = (axis: number, start: number): NestedArray => {
      if (axis === this.rank) return leaf(start);
      const step = elementCount(this.shape.slice(axis + 1));
      return Array.from({ length: this.shape[axis]! }, (_, i) => nest(axis + 1, start + i * step));
    };
    return nest(0, 0);
  }

  /** A copy on another backend. */
  async to(backend: Backend): Promise<Tensor> {
    const data = await this.data();
    const copy = allocate(this, backend);
    backend.upload(copy.buffer, this.dtype, data);
    return copy;
  }

  /** The same values, as a constant for gradients. */
  detach(): Tensor {
    return new Tensor(this.storage, this.dtype, this);
  }

  /** Dtype and shape; `formatTensor` shows the values. */
  toString(): string {
    return `Tensor ${this.dtype} ${formatShape(this.shape)}${this.#disposed ? ' (freed)' : ''}`;
  }

  [inspect](): string {
    return this.toString();
  }

  add(other: Term): Tensor {
    return arithmetic.add(this, other);
  }
  sub(other: Term): Tensor {
    return arithmetic.sub(this, other);
  }
  mul(other: Term): Tensor {
    return arithmetic.mul(this, other);
  }
  div(other: Term): Tensor {
    return arithmetic.div(this, other);
  }
  pow(exponent: Term): Tensor {
    return arithmetic.pow(this, exponent);
  }
  maximum(other: Term): Tensor {
    return arithmetic.maximum(this, other);
  }
  minimum(other: Term): Tensor {
    return arithmetic.minimum(this, other);
  }
  clamp(low?: number, high?: number): Tensor {
    return clamp(this, low, high);
  }
  neg(): Tensor {
    return unary.neg(this);
  }
  abs(): Tensor {
    return unary.abs(this);
  }
  exp(): Tensor {
    return unary.exp(this);
  }
  log(): Tensor {
    return unary.log(this);
  }
  sqrt(): Tensor {
    return unary.sqrt(this);
  }
  rsqrt(): Tensor {
    return unary.rsqrt(this);
  }
  square(): Tensor {
    return unary.square(this);
  }
  tanh(): Tensor {
    return unary.tanh(this);
  }
  sigmoid(): Tensor {
    return unary.sigmoid(this);
  }
  relu(): Tensor {
    return unary.relu(this);
  }

  equal(other: Term): Tensor {
    return compare.equal(this, other);
  }
  notEqual(other: Term): Tensor {
    return compare.notEqual(this, other);
  }
  less(other: Term): Tensor {
    return compare.less(this, other);
  }
  lessEqual(other: Term): Tensor {
    return compare.lessEqual(this, other);
  }
  greater(other: Term): Tensor {
    return compare.greater(this, other);
  }
  greaterEqual(other: Term): Tensor {
    return compare.greaterEqual(this, other);
  }
  /** Of a bool tensor: `a` where it holds, `b` elsewhere. */
  where(a: Term, b: Term): Tensor {
    return where(this, a, b);
  }
  cast(dtype: DType): Tensor {
    return cast(this, dtype);
  }

  reshape(shape: Shape): Tensor {
    return reshape.reshape(this, shape);
  }
  flatten(start?: number, end?: number): Tensor {
    return reshape.flatten(this, start, end);
  }
  permute(axes: readonly number[]): Tensor {
    return reshape.permute(this, axes);
  }
  transpose(axis0: number, axis1: number): Tensor {
    return reshape.transpose(this, axis0, axis1);
  }
  squeeze(axis?: number): Tensor {
    return reshape.squeeze(this, axis);
  }
  unsqueeze(axis: number): Tensor {
    return reshape.unsqueeze(this, axis);
  }
  contiguous(): Tensor {
    return reshape.contiguous(this);
  }
  clone(): Tensor {
    return reshape.clone(this);
  }
  expand(shape: Shape): Tensor {
    return expand(this, shape);
  }
  slice(axis: number, start?: number, end?: number, step?: number): Tensor {
    return slice.slice(this, axis, start, end, step);
  }
  narrow(axis: number, start: number, length: number): Tensor {
    return slice.narrow(this, axis, start, length);
  }
  select(axis: number, index: number): Tensor {
    return slice.select(this, axis, index);
  }
  flip(axes: number | readonly number[]): Tensor {
    return slice.flip(this, axes);
  }
  split(sizes: number | readonly number[], axis?: number): Tensor[] {
    return slice.split(this, sizes, axis);
  }
  chunk(count: number, axis?: number): Tensor[] {
    return slice.chunk(this, count, axis);
  }

  sum(axes?: reduce.Axes, options?: reduce.ReduceOptions): Tensor {
    return reduce.sum(this, axes, options);
  }
  mean(axes?: reduce.Axes, options?: reduce.ReduceOptions): Tensor {
    return reduce.mean(this, axes, options);
  }
  prod(axes?: reduce.Axes, options?: reduce.ReduceOptions): Tensor {
    return reduce.prod(this, axes, options);
  }
  max(axes?: reduce.Axes, options?: reduce.ReduceOptions): Tensor {
    return reduce.max(this, axes, options);
  }
  min(axes?: reduce.Axes, options?: reduce.ReduceOptions): Tensor {
    return reduce.min(this, axes, options);
  }
  argmax(axis?: number, options?: reduce.ReduceOptions): Tensor {
    return reduce.argmax(this, axis, options);
  }
  cumsum(axis: number): Tensor {
    return cumsum(this, axis);
  }
  matmul(other: Tensor): Tensor {
    return matmul(this, other);
  }
}

provideTensor((storage, dtype, view) => new Tensor(storage, dtype, view));
