import {
  elementCount,
  isRowMajor,
  type LogisticOperands,
  type LogisticStep,
  type Operand,
} from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { start } from '../../reference/iterate.ts';
import { ranges } from '../../threads/ranges.ts';
import { kernelModule } from '../kernel-module.ts';
import { withFlag } from '../with-flag.ts';
import { countWords } from './blocks.ts';
import { spaceWords } from './example.ts';
import { defineLogistic, type LogisticKernels } from './kernels.ts';

/** Nanoseconds for each element of a row that an example names. */
const cost = 0.5;

/** The logistic update of row-major tables, example by example or block by block; threads race where that is asked for. */
export function createLogisticUpdate(
  context: KernelContext,
): (operands: LogisticOperands, step: LogisticStep, loss: Operand) => boolean {
  const { memory, team } = context;
  const kernels = kernelModule<LogisticKernels>(context, defineLogistic);

  const areRows = (indices: Operand, table: Operand): boolean =>
    !withFlag(memory, (bad) =>
      kernels().check(0, elementCount(indices.shape), start(indices), table.shape[0]!, bad),
    );

  return (operands, { learningRate, combine, block, racing }, loss) => {
    const { input, output, inputRows, outputRows, labels } = operands;
    if (!isPlain(input, output, inputRows, outputRows)) return false;
    if (labels.strides[1] !== 1 && labels.shape[1] !== 1) return false;
    // The reference says which index is no row.
    if (!areRows(inputRows, input) || !areRows(outputRows, output)) return false;
    const [count, inputWidth] = inputRows.shape as [number, number];
    const outputWidth = outputRows.shape[1]!;
    const size = input.shape[1]!;
    const options = { cost: cost * size * (inputWidth + outputWidth), multiple: block };
    const parts = racing ? ranges(team, count, options) : [[0, count] as const];
    const losses = memory.allocate(8 * parts.length);
    const own = spaceWords(size, inputWidth, outputWidth);
    const words = block === 1 ? own : Math.min(block, count) * (countWords + own);
    const space = team.scratch(4 * words);
    const calls = parts.map(([begin, end], part) => [
      end - begin,
      start(input),
      start(output),
      start(inputRows) + begin * inputWidth,
      start(outputRows) + begin * outputWidth,
      start(labels) + begin * labels.strides[0]!,
      inputWidth,
      outputWidth,
      labels.strides[0]!,
      size,
      Number(combine !== 'sum'),
      Number(combine === 'mean'),
      learningRate,
      space.pointer >>> 2,
      space.step >>> 2,
      (losses.pointer >>> 2) + 2 * part,
      ...(block === 1 ? [] : [block]),
    ]);
    const name = block === 1 ? 'update' : 'updateBlocks';
    if (calls.length === 1) kernels()[name](0, ...calls[0]!);
    else team.run(kernels.team(name), calls);
    const sums = new Float64Array(memory.memory.buffer, losses.pointer, parts.length);
    memory.f32[start(loss)] = sums.reduce((sum, part) => sum + part, 0);
    memory.free(losses);
    return true;
  };
}

function isPlain(...operands: readonly Operand[]): boolean {
  return operands.every(({ shape, strides }) => isRowMajor(shape, strides));
}
