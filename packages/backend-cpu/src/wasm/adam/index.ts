import { type AdamStep, isRowMajor, type Operand } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { eachBlock } from '../elementwise/blocks.ts';
import { kernelModule } from '../kernel-module.ts';
import { type AdamKernels, defineAdam } from './kernels.ts';

export type Adam = (
  parameter: Operand,
  gradient: Operand,
  mean: Operand,
  variance: Operand,
  step: AdamStep,
) => boolean;

/** One Adam update in a single pass over row-major parameters and states; gradients may have any strides. */
export function createAdam(context: KernelContext): Adam {
  const kernels = kernelModule<AdamKernels>(context, defineAdam);
  return (parameter, gradient, mean, variance, step) => {
    const updated = [parameter, mean, variance];
    if (!updated.every(({ shape, strides }) => isRowMajor(shape, strides))) return false;
    const { learningRate, weightDecay, decoupled } = step;
    const operands = [parameter, gradient, mean, variance];
    eachBlock(operands, (rows, columns, at, rowSteps, columnSteps) => {
      const [p, g, m, v] = at as [number, number, number, number];
      for (let row = 0; row < rows; row++) {
        kernels().adam(
          columns,
          p + row * rowSteps[0]!,
          g + row * rowSteps[1]!,
          columnSteps[1]!,
          m + row * rowSteps[2]!,
          v + row * rowSteps[3]!,
          decoupled ? 0 : weightDecay,
          decoupled ? learningRate * weightDecay : 0,
          step.beta1,
          1 - step.beta1,
          step.beta2,
          1 - step.beta2,
          learningRate / step.correction1,
          1 / Math.sqrt(step.correction2),
          step.eps,
        );
      }
    });
    return true;
  };
}
