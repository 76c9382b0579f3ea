import { elementCount, type FusedAttributes, type FusedKernel, type Operand } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { start } from '../../reference/iterate.ts';
import { kernelModule } from '../kernel-module.ts';
import { runRanges } from '../run-ranges.ts';
import { type BatchNormKernels, defineBatchNorm } from './functions.ts';

/** Nanoseconds for each element. */
const cost = { moments: 0.3, scale: 0.3, gradientSums: 0.4, gradient: 0.4 };

/** Batch normalisation of x `[N, C, P]`; results are y, the mean and the biased variance of each channel. */
export function createBatchNorm(context: KernelContext): FusedKernel<FusedAttributes['batchNorm']> {
  const { memory, team } = context;
  const kernels = kernelModule<BatchNormKernels>(context, defineBatchNorm);

  /** Runs a kernel over channels: `planes` start at the first row of one, `values` have one number for each. */
  const run = (
    name: keyof BatchNormKernels,
    x: Operand,
    means: number,
    planes: readonly number[],
    values: readonly number[],
  ): void => {
    const [N, C, P] = x.shape as [number, number, number];
    runRanges(team, kernels, name, C, { cost: cost[name] * N * P }, (begin, end) => [
      end - begin,
      N,
      P,
      C * P,
      start(x) + begin * P,
      means + begin,
      ...planes.map((plane) => plane + begin * P),
      ...values.map((value) => value + begin),
    ]);
  };

  /** Numbers of the channels in working space, each computed from its place. */
  const perChannel = (C: number, ...each: ((c: number) => number)[]): number[] => {
    const first = memory.scratch(4 * each.length * C) / 4;
    return each.map((value, i) => {
      const at = first + i * C;
      for (let c = 0; c < C; c++) memory.f32[at + c] = value(c);
      return at;
    });
  };

  const read = (operand: Operand | undefined, missing: number): ((c: number) => number) =>
    operand ? (c) => memory.f32[start(operand) + c]! : () => missing;

  return {
    forward: ([x, weight, bias], [y, mean, variance], { eps }) => {
      const C = x!.shape[1]!;
      run('moments', x!, start(mean!), [], [start(variance!)]);
      const [factor, spread] = [read(weight, 1), read(variance, 0)];
      const scaling = (c: number): number => factor(c) / Math.sqrt(spread(c) + eps);
      run('scale', x!, start(mean!), [start(y!)], perChannel(C, scaling, read(bias, 0)));
    },

    backward: (
      { inputs: [x, weight], outputs: [, mean, variance] },
      [g, ofMean, ofVariance],
      [xGradient, weightGradient, biasGradient],
      { eps },
    ) => {
      const C = x!.shape[1]!;
      const count = elementCount(x!.shape) / C;
      const means = start(mean!);
      const sums = new Float32Array(2 * C);
      if (g) {
        const at = memory.scratch(8 * C) / 4;
        run('gradientSums', x!, means, [start(g)], [at, at + C]);
        sums.set(memory.f32.subarray(at, at + 2 * C));
      }
      const [factor, spread] = [read(weight, 1), read(variance, 0)];
      const scale = (c: number): number => 1 / Math.sqrt(spread(c) + eps);
      for (let c = 0; c < C; c++) {
        if (weightGradient) memory.f32[start(weightGradient) + c] = scale(c) * sums[C + c]!;
        if (biasGradient) memory.f32[start(biasGradient) + c] = sums[c]!;
      }
      if (!xGradient) return;
      const [byMean, byVariance] = [read(ofMean, 0), read(ofVariance, 0)];
      const coefficients = perChannel(
        C,
        (c) => (g ? factor(c) * scale(c) : 0),
        (c) => (2 * byVariance(c) - factor(c) * scale(c) ** 3 * sums[C + c]!) / count,
        (c) => (byMean(c) - factor(c) * scale(c) * sums[c]!) / count,
      );
      run('gradient', x!, means, [start(g ?? x!), start(xGradient)], coefficients);
    },
  };
}
