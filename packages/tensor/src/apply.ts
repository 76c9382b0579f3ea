import type { Backend } from './backend.ts';
import { currentBackend } from './current-backend.ts';
import type { DType } from './dtype.ts';
import { BackendError, DTypeError } from './errors.ts';
import { withLargestTensors } from './large-storages.ts';
import type { Inputs, KernelOp, TensorSpec, View, ViewOp } from './op.ts';
import { record, recorders } from './recorder.ts';
import { rowMajorStrides } from './shape.ts';
import { Storage } from './storage.ts';
import type { Tensor } from './tensor.ts';

type MakeTensor = (storage: Storage, dtype: DType, view: View) => Tensor;

let makeTensor: MakeTensor;

/** Called once by tensor.ts, which imports the ops and so cannot be imported by them. */
export function provideTensor(make: MakeTensor): void {
  makeTensor = make;
}

/** A new row-major tensor with undefined contents. */
export function allocate(spec: TensorSpec, backend: Backend = currentBackend()): Tensor {
  const { shape, dtype } = spec;
  const storage = new Storage(backend, spec);
  return makeTensor(storage, dtype, { shape, strides: rowMajorStrides(shape), offset: 0 });
}

/**
 * The seam that every computing op passes: settle the shapes, allocate, run the kernel, tell the recorders.
 */
export function apply<I extends Inputs, A>(
  op: KernelOp<I, A>,
  inputs: I,
  attributes: A,
  backend: Backend = commonBackend(op.name, inputs),
): Tensor[] {
  const specs = op.outputs(inputs, attributes);
  const outputs: Tensor[] = [];
  try {
    for (const spec of specs) outputs.push(allocate(spec, backend));
    op.forward(backend, inputs, outputs, attributes);
  } catch (error) {
    // Working space of a kernel may be what no memory is left for.
    const told = withLargestTensors(error, backend, specs[0]!);
    for (const output of outputs) output.dispose();
    throw told;
  }
  if (recorders().length > 0) record(op, inputs, outputs, attributes);
  return outputs;
}

/** `apply` for ops with one output. */
export function apply1<I extends Inputs, A>(
  op: KernelOp<I, A>,
  inputs: I,
  attributes: A,
  backend?: Backend,
): Tensor {
  return apply(op, inputs, attributes, backend)[0]!;
}

/** The seam for views: a new window on the input's storage. */
export function applyView<A>(op: ViewOp<A>, input: Tensor, attributes: A): Tensor {
  const output = makeTensor(input.storage, input.dtype, op.view(input, attributes));
  if (recorders().length > 0) record(op, [input], [output], attributes);
  return output;
}

/** Runs `body` with a term as a tensor; one made from a number for that is freed again. */
export function withTerm<T>(
  op: string,
  term: Tensor | number,
  like: Tensor,
  body: (term: Tensor) => T,
): T {
  if (typeof term !== 'number') return body(term);
  const scalar = scalarLike(op, term, like);
  try {
    return body(scalar);
  } finally {
    scalar.dispose();
  }
}

/**
 * A number as a tensor of the dtype and on the backend of the tensor it is combined with.
 * @throws DTypeError when the dtype has no such number.
 */
export function scalarLike(op: string, value: number, like: Tensor): Tensor {
  const { dtype } = like;
  expectHolds(op, dtype, value, "convert the tensor with .cast('float32')");
  const { backend } = like.storage;
  const scalar = allocate({ shape: [], dtype }, backend);
  backend.fill(scalar, value);
  return scalar;
}

/** @throws DTypeError when a dtype does not have a number. */
export function expectHolds(op: string, dtype: DType, value: number, remedy: string): void {
  if (holds(dtype, value)) return;
  throw new DTypeError(`${op}: ${dtype} does not hold the number ${value}; ${remedy}`, {
    op,
    dtype,
    value,
  });
}

function holds(dtype: DType, value: number): boolean {
  if (dtype === 'float32') return true;
  return dtype === 'int32' ? value === (value | 0) : value === 0 || value === 1;
}

/** @throws DTypeError when a tensor has none of the dtypes that the op takes. */
export function expectDType(op: string, input: Tensor, ...allowed: readonly DType[]): void {
  if (allowed.includes(input.dtype)) return;
  throw new DTypeError(
    `${op}: takes ${allowed.join(' or ')}, received ${input.dtype}; convert with .cast('${allowed[0]}')`,
    { op, allowed, received: input.dtype },
  );
}

/** @throws DTypeError when two tensors differ in dtype: there is no automatic promotion. */
export function expectSameDType(op: string, a: Tensor, b: Tensor): void {
  if (a.dtype === b.dtype) return;
  throw new DTypeError(
    `${op}: ${a.dtype} and ${b.dtype} do not mix; convert one with .cast('${a.dtype}')`,
    { op, a: a.dtype, b: b.dtype },
  );
}

/** @throws BackendError when the inputs live on different backends. */
export function commonBackend(op: string, inputs: Inputs): Backend {
  let backend: Backend | undefined;
  for (const input of inputs) {
    if (!input) continue;
    const own = input.storage.backend;
    if (backend && own !== backend) {
      throw new BackendError(
        `${op}: operands live on different backends (${backend.name}, ${own.name}); move one with .to(backend)`,
        { op, backends: [backend.name, own.name] },
      );
    }
    backend = own;
  }
  return backend ?? currentBackend();
}
