import {
  elementCount,
  isRowMajor,
  type Operand,
  type ReduceKind,
  rowMajorStrides,
  type Shape,
} from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { start } from '../../reference/iterate.ts';
import type { Copy } from '../elementwise/gathered.ts';
import { kernelModule } from '../kernel-module.ts';
import {
  type ChoiceKind,
  defineReduce,
  type FoldKind,
  type ReduceKernels,
} from './reduce-functions.ts';

const folds = ['sum', 'max', 'min'] satisfies FoldKind[];
const choices = ['argmax', 'argmin'] satisfies ChoiceKind[];

const isFold = (kind: ReduceKind): kind is FoldKind => folds.some((own) => own === kind);
const isChoice = (kind: ReduceKind): kind is ChoiceKind => choices.some((own) => own === kind);

/**
 * Sums and extremes of float32 along axes that lie side by side, such as the first ones, the last ones or all; places of extremes
 * along the last axis.
 */
export function createReduce(
  context: KernelContext,
  copy: Copy,
): (kind: ReduceKind, input: Operand, axes: readonly number[], output: Operand) => boolean {
  const { memory } = context;
  const kernels = kernelModule<ReduceKernels>(context, defineReduce);

  const run = (kind: ReduceKind, input: Operand, span: Span, output: Operand): boolean => {
    const { outer, size, inner } = span;
    const [from, to] = [start(input), start(output)];
    if (inner === 1 && (isFold(kind) || isChoice(kind))) {
      kernels()[`${kind}Rows`](outer, size, from, to);
      return true;
    }
    if (isFold(kind)) kernels()[`${kind}Columns`](outer, size, inner, from, to);
    return isFold(kind);
  };

  return (kind, input, axes, output) => {
    if (input.dtype !== 'float32' || !(isFold(kind) || isChoice(kind))) return false;
    const span = spanOf(input.shape, axes);
    if (!span || !isRowMajor(output.shape, output.strides)) return false;
    if (isRowMajor(input.shape, input.strides)) return run(kind, input, span, output);
    const { dtype, shape } = input;
    const buffer = memory.allocate(4 * elementCount(shape));
    const gathered = { buffer, dtype, shape, strides: rowMajorStrides(shape), offset: 0 };
    try {
      return copy(input, gathered) && run(kind, gathered, span, output);
    } finally {
      memory.free(buffer);
    }
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
