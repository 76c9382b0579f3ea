import type { Operand } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { i32x4, v128 } from '../assembler/index.ts';
import { type Define, kernelModule } from '../kernel-module.ts';
import { eachBlock } from './blocks.ts';
import { defineElementwise, type Pattern, patternOf } from './define-elementwise.ts';
import { type Copy, withGathered } from './gathered.ts';

type SelectKernel = (
  outer: number,
  inner: number,
  condition: number,
  a: number,
  b: number,
  output: number,
  outerCondition: number,
  outerA: number,
  outerB: number,
  outerOutput: number,
  innerCondition: number,
  innerA: number,
  innerB: number,
  innerOutput: number,
) => void;

/** By pattern. */
type SelectKernels = Readonly<Record<Pattern, SelectKernel>>;

const define: Define = (module) =>
  defineElementwise(module, 3, (_, [condition, a, b]) =>
    v128.bitselect(b!, a!, i32x4.eq(condition!, 0)),
  );

/** output = condition ? a : b, for operands with any strides; elements are moved as bits. */
export function createSelect(
  context: KernelContext,
  copy: Copy,
): (condition: Operand, a: Operand, b: Operand, output: Operand) => boolean {
  const { memory } = context;
  const kernels = kernelModule<SelectKernels>(context, define);
  return (condition, a, b, output) => {
    withGathered(memory, copy, [condition, a, b], (inputs) => run(kernels(), inputs, output));
    return true;
  };
}

function run(kernels: SelectKernels, inputs: readonly Operand[], output: Operand): void {
  eachBlock([...inputs, output], (outer, inner, at, outerSteps, innerSteps) => {
    const kernel = kernels[patternOf(3, innerSteps)]!;
    kernel(
      outer,
      inner,
      at[0]!,
      at[1]!,
      at[2]!,
      at[3]!,
      outerSteps[0]!,
      outerSteps[1]!,
      outerSteps[2]!,
      outerSteps[3]!,
      innerSteps[0]!,
      innerSteps[1]!,
      innerSteps[2]!,
      innerSteps[3]!,
    );
  });
}
