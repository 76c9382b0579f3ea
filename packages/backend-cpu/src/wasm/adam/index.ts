import {
  type AdamOperands,
  type AdamStep,
  elementCount,
  isRowMajor,
  type Operand,
} from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import type { CpuBuffer } from '../../linear-memory.ts';
import { start } from '../../reference/iterate.ts';
import type { Copy } from '../elementwise/gathered.ts';
import { kernelModule } from '../kernel-module.ts';
import { runRanges } from '../run-ranges.ts';
import { type AdamKernels, defineAdam, entryWords } from './kernels.ts';

export type Adam = (updates: readonly AdamOperands[], step: AdamStep) => boolean;

/** Nanoseconds for each element. */
const cost = 1.5;

/** One Adam update of many row-major parameters in a single pass; gradients of other strides are copied first. */
export function createAdam(context: KernelContext, copy: Copy): Adam {
  const { memory, team } = context;
  const kernels = kernelModule<AdamKernels>(context, defineAdam);

  /** Writes the list of what is updated: the number of elements. */
  const list = (updates: readonly AdamOperands[], copies: CpuBuffer[], table: number): number => {
    let elements = 0;
    let at = table;
    for (const { parameter, gradient, mean, variance } of updates) {
      const count = elementCount(parameter.shape);
      elements += count;
      const words = memory.i32;
      words[at++] = count;
      words[at++] = start(parameter);
      words[at++] = isContiguous(gradient) ? start(gradient) : copies.shift()!.pointer >>> 2;
      words[at++] = start(mean);
      words[at++] = start(variance);
    }
    return elements;
  };

  const gathered = (gradient: Operand): CpuBuffer => {
    const { dtype, shape } = gradient;
    const buffer = memory.allocate(4 * elementCount(shape));
    const strides = shape.map((_, axis) => elementCount(shape.slice(axis + 1)));
    copy(gradient, { buffer, dtype, shape, strides, offset: 0 });
    return buffer;
  };

  return (updates, step) => {
    for (const { parameter, mean, variance } of updates) {
      if (!isContiguous(parameter) || !isContiguous(mean) || !isContiguous(variance)) return false;
    }
    const copies: CpuBuffer[] = [];
    for (const { gradient } of updates) {
      if (!isContiguous(gradient)) copies.push(gathered(gradient));
    }
    const table = memory.scratch(4 * entryWords * updates.length) >>> 2;
    const elements = list(updates, [...copies], table);
    const { learningRate, weightDecay, decoupled } = step;
    runRanges(team, kernels, 'adam', elements, { cost, multiple: 64 }, (begin, end) => [
      table,
      updates.length,
      begin,
      end,
      decoupled ? 0 : weightDecay,
      decoupled ? learningRate * weightDecay : 0,
      step.beta1,
      1 - step.beta1,
      step.beta2,
      1 - step.beta2,
      learningRate / step.correction1,
      1 / Math.sqrt(step.correction2),
      step.eps,
    ]);
    for (const buffer of copies) memory.free(buffer);
    return true;
  };
}

function isContiguous({ shape, strides }: Operand): boolean {
  return isRowMajor(shape, strides);
}
