import {
  elementCount,
  isRowMajor,
  type Operand,
  type ReduceKind,
  rowMajorStrides,
  type Shape,
} from '@rondo/tensor';
import type { LinearMemory } from '../../linear-memory.ts';
import { start } from '../../reference/iterate.ts';
import type { Copy } from '../elementwise/gathered.ts';
import { kernelModule } from '../kernel-module.ts';
import { defineReduce, type FoldKind, type ReduceKernels } from './reduce-functions.ts';

const kinds: readonly ReduceKind[] = ['sum', 'max', 'min'] satisfies FoldKind[];

const isFold = (kind: ReduceKind): kind is FoldKind => kinds.includes(kind);

/** Sums and extremes of float32 along axes that lie side by side, such as the first ones, the last ones or all. */
export function createReduce(
  memory: LinearMemory,
  copy: Copy,
): (kind: ReduceKind, input: Operand, axes: readonly number[], output: Operand) => boolean {
  const kernels = kernelModule<ReduceKernels>(memory, defineReduce);

  const run = (kind: FoldKind, input: Operand, span: Span, output: Operand): void => {
    const { outer, size, inner } = span;
    if (inner === 1) kernels()[`${kind}Rows`](outer, size, start(input), start(output));
    else kernels()[`${kind}Columns`](outer, size, inner, start(input), start(output));
  };

  return (kind, input, axes, output) => {
    if (!isFold(kind) || input.dtype !== 'float32') return false;
    const span = spanOf(input.shape, axes);
    if (!span || !isRowMajor(output.shape, output.strides)) return false;
    if (isRowMajor(input.shape, input.strides)) {
      run(kind, input, span, output);
      return true;
    }
    const { dtype, shape } = input;
    const buffer = memory.allocate(4 * elementCount(shape));
    const gathered = { buffer, dtype, shape, strides: rowMajorStrides(shape), offset: 0 };
    const isCopied = copy(input, gathered);
    if (isCopied) run(kind, gathered, span, output);
    memory.free(buffer);
    return isCopied;
  };
}

/** A shape as [outer, size, inner], of which `size` is reduced. */
interface Span {
  readonly outer: number;
  readonly size: number;
  readonly inner: number;
}

/** The reduced axes as one; undefined when axes that stay lie between them. Axes of size 1 do not matter. */
function spanOf(shape: Shape, axes: readonly number[]): Span | undefined {
  const long = axes.filter((axis) => shape[axis] !== 1);
  const first = Math.min(...long);
  const last = Math.max(...long);
  if (long.length === 0) return { outer: elementCount(shape), size: 1, inner: 1 };
  const between = shape.slice(first, last + 1).filter((size) => size !== 1);
  if (between.length !== long.length) return undefined;
  return {
    outer: elementCount(shape.slice(0, first)),
    size: elementCount(shape.slice(first, last + 1)),
    inner: elementCount(shape.slice(last + 1)),
  };
}
