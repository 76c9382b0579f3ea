import type { Operand } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { i32x4, v128 } from '../assembler/index.ts';
import { type Define, kernelModule } from '../kernel-module.ts';
import { eachBlock } from './blocks.ts';
import { defineElementwise } from './define-elementwise.ts';
import { type Copy, withGathered } from './gathered.ts';
import { type ElementwiseKernels, runBlock } from './run-block.ts';

const define: Define = (module) =>
  defineElementwise(module, 3, (_, [condition, a, b]) =>
    v128.bitselect(b!, a!, i32x4.eq(condition!, 0)),
  );

/** output = condition ? a : b, for operands with any strides; elements are moved as bits. */
export function createSelect(
  context: KernelContext,
  copy: Copy,
): (condition: Operand, a: Operand, b: Operand, output: Operand) => boolean {
  const { memory, team } = context;
  const kernels = kernelModule<ElementwiseKernels>(context, define);
  return (condition, a, b, output) => {
    withGathered(memory, copy, [condition, a, b], (inputs) =>
      eachBlock([...inputs, output], (...block) => runBlock(team, kernels, ...block)),
    );
    return true;
  };
}
