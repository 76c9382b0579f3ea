import { elementCount, type FusedAttributes, type FusedKernel, type Operand } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { start } from '../../reference/iterate.ts';
import { isSplit } from '../is-split.ts';
import { kernelModule } from '../kernel-module.ts';
import { runRanges } from '../run-ranges.ts';
import { defineLayerNorm, type LayerNormKernels } from './layer-norm-functions.ts';
import { rowsOf } from './rows-of.ts';

/** Rows whose gradients of weight and bias are summed before they join those of other rows: long sums round more. */
const rowsPerSum = 64;
/** Nanoseconds for each element. */
const cost = { forward: 0.5, backward: 1 };

export interface LayerNorm {
  readonly layerNorm: FusedKernel<FusedAttributes['layerNorm']>;
  readonly addLayerNorm: FusedKernel<FusedAttributes['addLayerNorm']>;
}

/** Normalisation of rows; results are y, the mean of each row and the reciprocal of its deviation. */
export function createLayerNorm(context: KernelContext): LayerNorm {
  const { memory, team } = context;
  const kernels = kernelModule<LayerNormKernels>(context, defineLayerNorm);

  /** Position of working space for `count` numbers, the same in each call as long as no more are asked for. */
  const scratch = (count: number): number => memory.scratch(4 * count) / 4;

  /** Where weight and bias are, or numbers that change nothing. */
  const positions = (weight: Operand | undefined, bias: Operand | undefined, size: number) => {
    if (weight && bias) return [start(weight), start(bias)] as const;
    const ones = scratch(2 * size);
    memory.f32.fill(1, ones, ones + size).fill(0, ones + size, ones + 2 * size);
    return [weight ? start(weight) : ones, bias ? start(bias) : ones + size] as const;
  };

  /** Gradients where none of the norm's result is there: that of the sum, and 0, even where the norm is NaN. */
  const passOn = (
    sumGradient: Operand | undefined,
    [xGradient, ...ofParameters]: readonly (Operand | undefined)[],
  ): void => {
    const { f32 } = memory;
    if (xGradient && sumGradient) {
      const [to, from] = [start(xGradient), start(sumGradient)];
      f32.copyWithin(to, from, from + elementCount(xGradient.shape));
    }
    for (const gradient of sumGradient ? ofParameters : [xGradient, ...ofParameters]) {
      if (gradient) f32.fill(0, start(gradient), start(gradient) + elementCount(gradient.shape));
    }
  };

  const backward = (
    saved: readonly [x: Operand, weight: Operand | undefined, means: Operand, scales: Operand],
    [g, added]: readonly (Operand | undefined)[],
    [xGradient, weightGradient, biasGradient]: readonly (Operand | undefined)[],
  ): void => {
    const [x, weight, means, scales] = saved;
    const { rows, size } = rowsOf(x);
    const sums = Math.max(1, Math.ceil(rows / rowsPerSum));
    const ones = scratch((1 + 2 * sums) * size);
    memory.f32.fill(1, ones, ones + size);
    const parts = ones + size;
    const from = [x, g!, means, scales].map(start) as [number, number, number, number];
    const ofWeight = weight ? start(weight) : ones;
    const [to, more] = [xGradient && start(xGradient), added && start(added)];
    const calls = Array.from({ length: sums }, (_, i) => {
      const row = i * rowsPerSum;
      return [
        Math.min(rowsPerSum, rows - row),
        size,
        from[0] + row * size,
        ofWeight,
        from[2] + row,
        from[3] + row,
        from[1] + row * size,
        more === undefined ? 0 : more + row * size,
        to === undefined ? 0 : to + row * size,
        parts + 2 * i * size,
        parts + (2 * i + 1) * size,
      ] as const;
    });
    if (isSplit(team, rows * size * cost.backward)) {
      team.run(kernels.team('layerNormGradient'), calls);
    } else for (const call of calls) kernels().layerNormGradient(0, ...call);
    for (const [i, total] of [weightGradient, biasGradient].entries()) {
      if (total) kernels().sumParts(0, sums, size, parts + i * size, 2 * size, start(total));
    }
  };

  const forward = (
    name: 'layerNorm' | 'addLayerNorm',
    inputs: readonly (Operand | undefined)[],
    outputs: readonly Operand[],
    eps: number,
  ): void => {
    const [x, residual, weight, bias] = inputs;
    const { rows, size } = rowsOf(x!);
    const [ofWeight, ofBias] = positions(weight, bias, size);
    const [ofX, ofResidual] = [start(x!), residual ? start(residual) : 0];
    const [y, sum, means, scales] = outputs.map(start) as [number, number, number, number];
    const options = { cost: cost.forward * size };
    runRanges(team, kernels, name, rows, options, (begin, end) => [
      end - begin,
      size,
      ofX + begin * size,
      ofResidual + begin * size,
      sum + begin * size,
      ofWeight,
      ofBias,
      y + begin * size,
      means + begin,
      scales + begin,
      eps,
    ]);
  };

  return {
    layerNorm: {
      forward: ([x, ...others], [y, means, scales], { eps }) =>
        forward('layerNorm', [x, undefined, ...others], [y!, x!, means!, scales!], eps),
      backward: ({ inputs: [x, weight], outputs: [, means, scales] }, gradients, wanted) =>
        backward([x!, weight, means!, scales!], [gradients[0]], wanted),
    },

    addLayerNorm: {
      forward: (inputs, outputs, { eps }) => forward('addLayerNorm', inputs, outputs, eps),
      backward: ({ inputs, outputs }, [g, sumGradient], wanted) => {
        const [, sum, means, scales] = outputs;
        const saved = [sum!, inputs[2], means!, scales!] as const;
        const gradients = wanted.toSpliced(1, 1);
        if (g) backward(saved, [g, sumGradient], gradients);
        else passOn(sumGradient, gradients);
      },
    },
  };
}
