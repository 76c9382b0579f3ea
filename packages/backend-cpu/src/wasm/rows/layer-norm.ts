import type { FusedAttributes, FusedKernel } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { start } from '../../reference/iterate.ts';
import { kernelModule } from '../kernel-module.ts';
import { defineLayerNorm, type LayerNormKernels } from './layer-norm-functions.ts';
import { rowsOf } from './rows-of.ts';

/** Gradients of this many rows are summed before they are added to those of all rows: long sums round more. */
const rowsPerSum = 32;

/** Normalisation of rows; results are y, the mean of each row and the reciprocal of its deviation. */
export function createLayerNorm(context: KernelContext): FusedKernel<FusedAttributes['layerNorm']> {
  const { memory } = context;
  const kernels = kernelModule<LayerNormKernels>(context, defineLayerNorm);

  /** Position of working space for `count` numbers, the same in each call as long as no more are asked for. */
  const scratch = (count: number): number => memory.scratch(4 * count) / 4;

  return {
    forward: ([x, weight, bias], [y, means, scales], { eps }) => {
      const { rows, size } = rowsOf(x!);
      const ones = scratch(2 * size);
      const zeros = ones + size;
      memory.f32.fill(1, ones, zeros).fill(0, zeros, zeros + size);
      kernels().layerNorm(
        rows,
        size,
        start(x!),
        weight ? start(weight) : ones,
        bias ? start(bias) : zeros,
        start(y!),
        start(means!),
        start(scales!),
        eps,
      );
    },

    backward: ({ inputs, outputs }, [g], [xGradient, weightGradient, biasGradient]) => {
      const [x, weight] = inputs;
      const [, means, scales] = outputs;
      const { rows, size } = rowsOf(x!);
      const ones = scratch(3 * size + rowsPerSum * size);
      const [weightSum, biasSum, unwanted] = [ones + size, ones + 2 * size, ones + 3 * size];
      const numbers = memory.f32.fill(1, ones, weightSum).fill(0, weightSum, unwanted);
      const totals = [weightGradient, biasGradient].map((total) => total && start(total));
      for (const total of totals) if (total !== undefined) numbers.fill(0, total, total + size);
      for (let row = 0; row < rows; row += rowsPerSum) {
        kernels().layerNormGradient(
          Math.min(rowsPerSum, rows - row),
          size,
          start(x!) + row * size,
          weight ? start(weight) : ones,
          start(means!) + row,
          start(scales!) + row,
          start(g!) + row * size,
          xGradient ? start(xGradient) + row * size : unwanted,
          weightSum,
          biasSum,
        );
        kernels().flush(size, weightSum, totals[0] ?? unwanted);
        kernels().flush(size, biasSum, totals[1] ?? unwanted);
      }
    },
  };
}
