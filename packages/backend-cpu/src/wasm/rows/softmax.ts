import type { FusedKernels } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { start } from '../../reference/iterate.ts';
import { kernelModules } from '../kernel-module.ts';
import { runRanges } from '../run-ranges.ts';
import { rowsOf } from './rows-of.ts';
import { type SoftmaxKernels, softmaxModules } from './softmax-functions.ts';

type RowKernel = NonNullable<FusedKernels['softmax']>;

/** Nanoseconds for each element. */
const cost = 1;

/** Softmax, its logarithm and that of its denominator along the last axis. The gradients of the first two need only the results. */
export function createSoftmax(context: KernelContext): {
  readonly softmax: RowKernel;
  readonly logSoftmax: RowKernel;
  readonly logSumExp: NonNullable<FusedKernels['logSumExp']>;
} {
  const { team } = context;
  const kernels = kernelModules<keyof SoftmaxKernels, SoftmaxKernels>(context, softmaxModules);

  const kernel = (name: 'softmax' | 'logSoftmax'): RowKernel => ({
    forward: ([x], [y]) => {
      const { rows, size } = rowsOf(x!);
      const [ofX, ofY] = [start(x!), start(y!)];
      runRanges(team, kernels[name], name, rows, { cost: cost * size }, (begin, end) => [
        end - begin,
        size,
        ofX + begin * size,
        ofY + begin * size,
      ]);
    },
    backward: ({ outputs: [y] }, [g], [xGradient]) => {
      if (!xGradient) return;
      const { rows, size } = rowsOf(y!);
      const [ofY, ofG, to] = [start(y!), start(g!), start(xGradient)];
      const gradient = `${name}Gradient` as const;
      runRanges(team, kernels[gradient], gradient, rows, { cost: cost * size }, (begin, end) => [
        end - begin,
        size,
        ofY + begin * size,
        ofG + begin * size,
        to + begin * size,
      ]);
    },
  });

  const logSumExp: NonNullable<FusedKernels['logSumExp']> = {
    forward: ([x], [y]) => {
      const { rows, size } = rowsOf(x!);
      const [ofX, ofY] = [start(x!), start(y!)];
      const options = { cost: cost * size };
      runRanges(team, kernels.logSumExp, 'logSumExp', rows, options, (begin, end) => [
        end - begin,
        size,
        ofX + begin * size,
        ofY + begin,
      ]);
    },
    backward: ({ inputs: [x], outputs: [y] }, [g], [xGradient]) => {
      if (!xGradient) return;
      const { rows, size } = rowsOf(x!);
      const [ofX, ofY, ofG, to] = [start(x!), start(y!), start(g!), start(xGradient)];
      const options = { cost: cost * size };
      const gradient = kernels.logSumExpGradient;
      runRanges(team, gradient, 'logSumExpGradient', rows, options, (begin, end) => [
        end - begin,
        size,
        ofX + begin * size,
        ofY + begin,
        ofG + begin,
        to + begin * size,
      ]);
    },
  };

  return { softmax: kernel('softmax'), logSoftmax: kernel('logSoftmax'), logSumExp };
}
