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

/** Softmax and its logarithm along the last axis; the gradients need only the results. */
export function createSoftmax(context: KernelContext): {
  readonly softmax: RowKernel;
  readonly logSoftmax: RowKernel;
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

  return { softmax: kernel('softmax'), logSoftmax: kernel('logSoftmax') };
}
