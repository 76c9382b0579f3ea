import type { FusedKernels } from '@rondo/tensor';
import type { GpuContext } from '../device/gpu-context.ts';
import { attention } from './attention/attention.ts';
import { convolution } from './convolution/convolution.ts';
import { gaussianErrorLinearUnit } from './elementwise/gelu.ts';
import { pooling } from './pooling/pooling.ts';
import { gruSequence, lstmSequence, rnnSequence } from './recurrent/sequences.ts';
import { crossEntropy } from './rows/cross-entropy.ts';
import { dropout } from './rows/dropout.ts';
import { addLayerNorm, layerNorm } from './rows/layer-norm.ts';
import { logSumExp } from './rows/log-sum-exp.ts';
import { logSoftmax, softmax } from './rows/softmax.ts';

/** The fused kernels of this backend; the composed twins stand in for those that are missing. */
export function fusedKernels(gpu: GpuContext): FusedKernels {
  return {
    softmax: softmax(gpu),
    logSoftmax: logSoftmax(gpu),
    logSumExp: logSumExp(gpu),
    layerNorm: layerNorm(gpu),
    addLayerNorm: addLayerNorm(gpu),
    crossEntropy: crossEntropy(gpu),
    dropout: dropout(gpu),
    gaussianErrorLinearUnit: gaussianErrorLinearUnit(gpu),
    convolution: convolution(gpu),
    ...pooling(gpu),
    rnnSequence: rnnSequence(gpu),
    gruSequence: gruSequence(gpu),
    lstmSequence: lstmSequence(gpu),
    attention: attention(gpu),
  };
}
