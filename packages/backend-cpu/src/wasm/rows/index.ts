import type { KernelContext } from '../../kernel-context.ts';
import type { WasmKernels } from '../../wasm-kernels.ts';
import type { Copy } from '../elementwise/gathered.ts';
import { createCrossEntropy } from './cross-entropy.ts';
import { createLayerNorm } from './layer-norm.ts';
import { createReduce } from './reduce.ts';
import { createSoftmax } from './softmax.ts';

/** The kernels that combine the elements of rows. */
export function createRows(
  context: KernelContext,
  copy: Copy,
): {
  readonly reduce: NonNullable<WasmKernels['reduce']>;
  readonly fused: Pick<
    Required<WasmKernels['fused']>,
    'softmax' | 'logSoftmax' | 'logSumExp' | 'layerNorm' | 'addLayerNorm' | 'crossEntropy'
  >;
} {
  return {
    reduce: createReduce(context, copy),
    fused: {
      ...createSoftmax(context),
      ...createLayerNorm(context),
      crossEntropy: createCrossEntropy(context),
    },
  };
}
