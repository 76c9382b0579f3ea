import type { Operand } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import type { LinearMemory } from '../../linear-memory.ts';
import { checkIndex } from '../../reference/check-index.ts';
import { eachRow, start } from '../../reference/iterate.ts';
import { eachBlock } from '../elementwise/blocks.ts';
import { kernelModule } from '../kernel-module.ts';
import { runRanges } from '../run-ranges.ts';
import { withFlag } from '../with-flag.ts';
import { defineGather, type GatherKernels, type MoveKind } from './kernels.ts';

export interface Gathering {
  readonly gather: (input: Operand, axis: number, indices: Operand, output: Operand) => boolean;
  readonly scatterAdd: (
    source: Operand,
    axis: number,
    indices: Operand,
    output: Operand,
  ) => boolean;
}

type Three = [number, number, number];
type GatherParameters =
  Parameters<GatherKernels['gatherRows']> extends [number, ...infer P] ? P : [];

/** Nanoseconds for each element. */
const cost = 0.3;

/** Picking along an axis and its gradient, for any strides: rows where one index picks contiguous elements, else one by one. */
export function createGather(context: KernelContext): Gathering {
  const { memory, team } = context;
  const kernels = kernelModule<GatherKernels>(context, defineGather);

  /** Moves between `plain`, of the shape of the indices, and the places of `indexed` that they name. */
  const move = (
    kind: MoveKind,
    name: string,
    indexed: Operand,
    axis: number,
    indices: Operand,
    plain: Operand,
  ): void => {
    const { buffer, dtype, shape, offset } = indexed;
    const size = shape[axis]!;
    const step = indexed.strides[axis]!;
    const origin = { buffer, dtype, shape, strides: indexed.strides.with(axis, 0), offset };
    const isBad = withFlag(memory, (bad) =>
      eachBlock([indices, origin, plain], (rows, columns, at, rowSteps, columnSteps) => {
        const [index, from, to] = at as Three;
        const [indexRow, fromRow, toRow] = rowSteps as Three;
        const [indexColumn, fromColumn, toColumn] = columnSteps as Three;
        const isRow = indexColumn === 0 && fromColumn === 1 && toColumn === 1;
        const part = (row: number, height: number, column: number, width: number) => [
          height,
          width,
          size,
          step,
          index + row * indexRow + column * indexColumn,
          indexRow,
          from + row * fromRow + column * fromColumn,
          fromRow,
          to + row * toRow + column * toColumn,
          toRow,
          indexColumn,
          fromColumn,
          toColumn,
          bad,
        ];
        const kernel = `${kind}${isRow ? 'Rows' : 'Elements'}` as const;
        // Sums are made in the order of the rows: what adds is split only where columns go to places of their own.
        if (kind === 'gather' && (rows >= columns || !isRow)) {
          runRanges(team, kernels, kernel, rows, { cost: cost * columns }, (begin, end) =>
            part(begin, end - begin, 0, columns),
          );
        } else if (isRow) {
          const options = { cost: cost * rows, multiple: 16 };
          runRanges(team, kernels, kernel, columns, options, (begin, end) =>
            part(0, rows, begin, end - begin),
          );
        } else kernels()[kernel](0, ...(part(0, rows, 0, columns) as GatherParameters));
      }),
    );
    if (isBad) refuseFirst(name, memory, indices, axis, size);
  };

  return {
    gather: (input, axis, indices, output) => {
      move('gather', 'gather', input, axis, indices, output);
      return true;
    },
    scatterAdd: (source, axis, indices, output) => {
      const kind = output.dtype === 'float32' ? 'addFloats' : 'addIntegers';
      move(kind, 'scatterAdd', output, axis, indices, source);
      return true;
    },
  };
}

/** @throws RangeFault for the first index, in row-major order, that is outside the axis. */
function refuseFirst(
  name: string,
  memory: LinearMemory,
  indices: Operand,
  axis: number,
  size: number,
): void {
  eachRow(indices.shape, [start(indices)], [indices.strides], (length, [at], [step]) => {
    for (let i = 0; i < length; i++) checkIndex(name, memory.i32[at! + i * step!]!, axis, size);
  });
}
