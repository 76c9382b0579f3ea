import type { Operand } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { rowMajorPosition } from '../elementwise/row-major.ts';
import { kernelModule } from '../kernel-module.ts';
import { rowsOf } from '../rows/rows-of.ts';
import { runRanges } from '../run-ranges.ts';
import { defineTopk, type TopkKernels } from './kernels.ts';

/** The most winners that are kept in order while reading; of more, sorting is faster. */
const insertionLimit = 128;
/** Nanoseconds for each element. */
const cost = 0.2;

/** The largest or smallest elements of rows of float32 and where they are: few of them, from rows that lie one after the other. */
export function createTopk(
  context: KernelContext,
): (input: Operand, largest: boolean, values: Operand, indices: Operand) => boolean {
  const { team } = context;
  const kernels = kernelModule<TopkKernels>(context, defineTopk);
  return (input, isLargest, values, indices) => {
    const k = values.shape.at(-1)!;
    const [from, toValues, toIndices] = [input, values, indices].map(rowMajorPosition);
    if (input.dtype !== 'float32' || k === 0 || k > insertionLimit) return false;
    if (from === undefined || toValues === undefined || toIndices === undefined) return false;
    const { rows, size } = rowsOf(input);
    const name = isLargest ? 'largest' : 'smallest';
    runRanges(team, kernels, name, rows, { cost: cost * size }, (begin, end) => [
      end - begin,
      size,
      k,
      from + begin * size,
      toValues + begin * k,
      toIndices + begin * k,
    ]);
    return true;
  };
}
