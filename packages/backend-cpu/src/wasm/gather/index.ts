import type { Operand } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { checkIndex } from '../../reference/check-index.ts';
import { eachBlock } from '../elementwise/blocks.ts';
import { kernelModule } from '../kernel-module.ts';
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

/** Picking along an axis and its gradient, for any strides: rows where one index picks contiguous elements, else one by one. */
export function createGather(context: KernelContext): Gathering {
  const { memory } = context;
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
    eachBlock([indices, origin, plain], (rows, columns, at, rowSteps, columnSteps) => {
      const [index, from, to] = at as [number, number, number];
      const [indexRow, fromRow, toRow] = rowSteps as [number, number, number];
      const [indexColumn, fromColumn, toColumn] = columnSteps as [number, number, number];
      const isRow = indexColumn === 0 && fromColumn === 1 && toColumn === 1;
      const bad = kernels()[`${kind}${isRow ? 'Rows' : 'Elements'}`](
        rows,
        columns,
        size,
        step,
        index,
        indexRow,
        from,
        fromRow,
        to,
        toRow,
        indexColumn,
        fromColumn,
        toColumn,
      );
      if (bad < 0) return;
      const place = index + Math.floor(bad / columns) * indexRow + (bad % columns) * indexColumn;
      checkIndex(name, memory.i32[place]!, axis, size);
    });
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
