import type { KernelContext } from '../kernel-context.ts';
import type { WasmKernels } from '../wasm-kernels.ts';
import { createAdam } from './adam/index.ts';
import { createBatchNorm } from './batch-norm/index.ts';
import { createConvolution } from './convolution/index.ts';
import { createClipNorm } from './clip/index.ts';
import { createAttention } from './attention/index.ts';
import { createCopy } from './copy/index.ts';
import { createElementwise } from './elementwise/index.ts';
import { createGather } from './gather/index.ts';
import { createLogisticUpdate } from './logistic/index.ts';
import { createMatmul } from './matmul/index.ts';
import { createPooling } from './pooling/index.ts';
import { createRandom } from './random/index.ts';
import { createRecurrent } from './recurrent/index.ts';
import { createRows } from './rows/index.ts';
import { createTopk } from './topk/index.ts';

/** All WebAssembly kernels on a memory; each family is compiled when it is first used. */
export function wasmKernels(context: KernelContext): WasmKernels {
  const copying = createCopy(context);
  const { reduce, fused } = createRows(context, copying.copy);
  const { random, dropout } = createRandom(context);
  const { fused: ofElements, ...elementwise } = createElementwise(context, copying.copy);
  return {
    ...copying,
    ...elementwise,
    reduce,
    matmul: lazily(() => createMatmul(context)),
    ...createGather(context),
    topk: createTopk(context),
    adam: createAdam(context, copying.copy),
    clipNorm: createClipNorm(context),
    logisticUpdate: createLogisticUpdate(context),
    random,
    fused: {
      ...fused,
      ...ofElements,
      dropout,
      attention: createAttention(context),
      batchNorm: createBatchNorm(context),
      convolution: createConvolution(context),
      ...createPooling(context),
      ...createRecurrent(context),
    },
  };
}

/** A kernel that is made at its first call. */
function lazily<Operands extends readonly unknown[]>(
  make: () => (...operands: Operands) => boolean,
): (...operands: Operands) => boolean {
  let made: ((...operands: Operands) => boolean) | undefined;
  return (...operands) => (made ??= make())(...operands);
}
