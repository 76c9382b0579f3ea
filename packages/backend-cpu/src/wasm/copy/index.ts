import { elementCount, type Operand } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { elements, start } from '../../reference/iterate.ts';
import { kernelModule } from '../kernel-module.ts';
import { copyPart } from './copy-part.ts';
import { type CopyKernels, defineCopy } from './kernels.ts';
import { eachPart } from './parts.ts';

export interface Copying {
  readonly copy: (input: Operand, output: Operand) => boolean;
  readonly fill: (output: Operand, value: number) => boolean;
}

/** Copies between any strides, broadcasts and fills of 32-bit elements, which are moved as bits. */
export function createCopy(context: KernelContext): Copying {
  const { memory, team } = context;
  const kernels = kernelModule<CopyKernels>(context, defineCopy);

  const copy = (input: Operand, output: Operand): boolean => {
    // Elements with one place have an order, which parts do not keep.
    if (output.strides.some((stride, axis) => stride === 0 && output.shape[axis]! > 1))
      return false;
    eachPart(input, output, (part) => copyPart(team, kernels, part));
    return true;
  };

  return {
    copy,
    fill: (output, value) => {
      if (output.shape.includes(0)) return true;
      const stored = output.dtype === 'bool' ? Number(value !== 0) : value;
      elements(memory, output.dtype)[start(output)] = stored;
      const { buffer, dtype, shape, offset } = output;
      if (elementCount(shape) === 1) return true;
      return copy({ buffer, dtype, shape, strides: shape.map(() => 0), offset }, output);
    },
  };
}
