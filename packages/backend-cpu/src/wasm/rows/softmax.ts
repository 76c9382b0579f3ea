import type { FusedKernels } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { start } from '../../reference/iterate.ts';
import { kernelModule } from '../kernel-module.ts';
import { rowsOf } from './rows-of.ts';
import { defineSoftmax, type SoftmaxKernels } from './softmax-functions.ts';

type RowKernel = NonNullable<FusedKernels['softmax']>;

/** Softmax and its logarithm along the last axis; the gradients need only the results. */
export function createSoftmax(context: KernelContext): {
  readonly softmax: RowKernel;
  readonly logSoftmax: RowKernel;
} {
  const kernels = kernelModule<SoftmaxKernels>(context, defineSoftmax);

  const kernel = (name: 'softmax' | 'logSoftmax'): RowKernel => ({
    forward: ([x], [y]) => {
      const { rows, size } = rowsOf(x!);
      kernels()[name](rows, size, start(x!), start(y!));
    },
    backward: ({ outputs: [y] }, [g], [xGradient]) => {
      if (!xGradient) return;
      const { rows, size } = rowsOf(y!);
      kernels()[`${name}Gradient`](rows, size, start(y!), start(g!), start(xGradient));
    },
  });

  return { softmax: kernel('softmax'), logSoftmax: kernel('logSoftmax') };
}
