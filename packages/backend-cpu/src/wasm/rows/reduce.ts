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
import { runRanges } from '../run-ranges.ts';
import {
  type ChoiceKind,
  defineReduce,
  type FoldKind,
  pieceSize,
  type ReduceKernels,
} from './reduce-functions.ts';

const folds = ['sum', 'max', 'min'] satisfies FoldKind[];
const choices = ['argmax', 'argmin'] satisfies ChoiceKind[];

const isFold = (kind: ReduceKind): kind is FoldKind => folds.some((own) => own === kind);
const isChoice = (kind: ReduceKind): kind is ChoiceKind => choices.some((own) => own === kind);

/** Nanoseconds for each element. */
const cost = 0.3;

type Reduce = (
  kind: ReduceKind,
  input: Operand,
  axes: readonly number[],
  output: Operand,
) => boolean;

/** Where input and output start, in elements of the memory. */
interface Positions {
  readonly from: number;
  readonly to: number;
}

/**
 * Sums and extremes of float32, fastest along axes that lie side by side, such as the first ones, the last ones or all; places of
 * extremes along the last axis.
 */
export function createReduce(context: KernelContext, copy: Copy): Reduce {
  const { memory, team } = context;
  const kernels = kernelModule<ReduceKernels>(context, defineReduce);

  const ofRows = (kind: FoldKind | ChoiceKind, { outer, size }: Span, at: Positions): void =>
    runRanges(team, kernels, `${kind}Rows`, outer, { cost: cost * size }, (begin, end) => [
      end - begin,
      size,
      at.from + begin * size,
      at.to + begin,
    ]);

  /** Few long rows, in pieces whose number does not depend on the threads. */
  const ofPieces = (kind: FoldKind, { outer, size }: Span, at: Positions): void => {
    const pieces = Math.ceil(size / pieceSize);
    const buffer = memory.allocate(8 * pieces);
    const to = buffer.pointer >>> 2;
    for (let row = 0; row < outer; row++) {
      const from = at.from + row * size;
      if (kind === 'sum') {
        const options = { cost: cost * pieceSize };
        runRanges(team, kernels, 'sumPieces', pieces, options, (begin, end) => [
          Math.min(end * pieceSize, size) - begin * pieceSize,
          from + begin * pieceSize,
          to + 2 * begin,
        ]);
        const sums = new Float64Array(memory.memory.buffer, buffer.pointer, pieces);
        memory.f32[at.to + row] = sums.reduce((sum, own) => sum + own);
        continue;
      }
      const whole = Math.floor(size / pieceSize);
      ofRows(kind, { outer: whole, size: pieceSize, inner: 1 }, { from, to });
      if (whole < pieces) {
        const rest = whole * pieceSize;
        kernels()[`${kind}Rows`](0, 1, size - rest, from + rest, to + whole);
      }
      kernels()[`${kind}Rows`](0, 1, pieces, to, at.to + row);
    }
    memory.free(buffer);
  };

  /** The outer loop is split where it is long, else the columns. */
  const ofColumns = (kind: FoldKind, { outer, size, inner }: Span, at: Positions): void => {
    const name = `${kind}Columns` as const;
    if (outer >= inner || outer >= 16) {
      runRanges(team, kernels, name, outer, { cost: cost * size * inner }, (begin, end) => [
        end - begin,
        size,
        inner,
        inner,
        at.from + begin * size * inner,
        at.to + begin * inner,
      ]);
      return;
    }
    const options = { cost: cost * outer * size, multiple: 16 };
    runRanges(team, kernels, name, inner, options, (begin, end) => [
      outer,
      size,
      inner,
      end - begin,
      at.from + begin,
      at.to + begin,
    ]);
  };

  const run = (kind: ReduceKind, input: Operand, span: Span, output: Operand): boolean => {
    const at = { from: start(input), to: start(output) };
    if (span.inner !== 1) {
      if (isFold(kind)) ofColumns(kind, span, at);
      return isFold(kind);
    }
    if (isFold(kind) && span.size > 2 * pieceSize && span.outer < 16) ofPieces(kind, span, at);
    else if (isFold(kind) || isChoice(kind)) ofRows(kind, span, at);
    return true;
  };

  const reduce: Reduce = (kind, input, axes, output) => {
    if (input.dtype !== 'float32' || !(isFold(kind) || isChoice(kind))) return false;
    if (!isRowMajor(output.shape, output.strides)) return false;
    const span = spanOf(input.shape, axes);
    if (!span) return isFold(kind) && inTwoSteps(kind, input, axes, output);
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

  /** The last axes that lie side by side, then the others: as the statistics of channels, between entries and positions. */
  const inTwoSteps: Reduce = (kind, input, axes, output) => {
    const last = lastTogether(input.shape, axes);
    const shape = input.shape.map((size, axis) => (last.includes(axis) ? 1 : size));
    const buffer = memory.allocate(4 * elementCount(shape));
    const part = { buffer, dtype: input.dtype, shape, strides: rowMajorStrides(shape), offset: 0 };
    const others = axes.filter((axis) => !last.includes(axis));
    try {
      return reduce(kind, input, last, part) && reduce(kind, part, others, output);
    } finally {
      memory.free(buffer);
    }
  };

  return reduce;
}

/** The last of the reduced axes between which none stays. */
function lastTogether(shape: Shape, axes: readonly number[]): number[] {
  const isReduced = (axis: number): boolean => axes.includes(axis) || shape[axis] === 1;
  let first = Math.max(...axes.filter((axis) => shape[axis] !== 1));
  while (first > 0 && isReduced(first - 1)) first -= 1;
  return axes.filter((axis) => axis >= first);
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
