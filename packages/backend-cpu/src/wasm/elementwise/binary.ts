import type { Operand } from '@rondo/tensor';
import { eachBlock } from './blocks.ts';
import { type Pattern, patternOf } from './define-elementwise.ts';

/** A function of two inputs over two nested loops; positions and steps count elements. */
type BinaryKernel = (
  outer: number,
  inner: number,
  a: number,
  b: number,
  output: number,
  outerA: number,
  outerB: number,
  outerOutput: number,
  innerA: number,
  innerB: number,
  innerOutput: number,
) => void;

/** By pattern. */
export type BinaryKernels = Readonly<Record<Pattern, BinaryKernel>>;

/** Runs the kernel that fits on operands of one shape with any strides. */
export function runBinary(
  kernels: BinaryKernels,
  inputs: readonly Operand[],
  output: Operand,
): void {
  eachBlock([...inputs, output], (outer, inner, at, outerSteps, innerSteps) => {
    const kernel = kernels[patternOf(2, innerSteps)]!;
    kernel(
      outer,
      inner,
      at[0]!,
      at[1]!,
      at[2]!,
      outerSteps[0]!,
      outerSteps[1]!,
      outerSteps[2]!,
      innerSteps[0]!,
      innerSteps[1]!,
      innerSteps[2]!,
    );
  });
}
