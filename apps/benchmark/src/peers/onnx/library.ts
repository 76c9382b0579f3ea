import type { Job, Unsupported, Workload } from '@rondo/workloads';
import type { Library } from '../../library.ts';
import type { Description } from '../../protocol.ts';
import { greedyDecodeJob } from './greedy-decode.ts';
import type { OrtRuntime } from './ort.ts';
import { newLengthJob, recurrentJob } from './recurrent.ts';
import {
  chainJob,
  embeddingJob,
  encoderLayerJob,
  gemmJob,
  layerNormJob,
  smallOpJob,
  softmaxJob,
} from './simple-jobs.ts';

/** ONNX Runtime as a contestant: its packages run models and do not train them. */
export function onnxRuntime(runtime: OrtRuntime, description: Description): Library {
  return {
    describe: () => description,
    prepare: async (workload) => jobOf(runtime, workload),
  };
}

const noTraining: Unsupported = { unsupported: 'inference only: it has no gradients' };
const noOptimizer: Unsupported = { unsupported: 'inference only: it has no optimizers' };

function jobOf(runtime: OrtRuntime, workload: Workload): Promise<Job> | Unsupported {
  if ('backward' in workload && workload.backward) return noTraining;
  switch (workload.kind) {
    case 'gemm':
      return gemmJob(runtime, workload);
    case 'recurrent':
      return recurrentJob(runtime, workload);
    case 'encoder_layer':
      return encoderLayerJob(runtime, workload);
    case 'non_local':
      return { unsupported: 'left out: it would show what the encoder layer shows' };
    case 'greedy_decode':
      return greedyDecodeJob(runtime, workload);
    case 'softmax':
      return softmaxJob(runtime, workload);
    case 'layer_norm':
      return layerNormJob(runtime, workload);
    case 'chain':
      return chainJob(runtime, workload);
    case 'embedding':
      return embeddingJob(runtime, workload);
    case 'small_op':
      return smallOpJob(runtime, workload);
    case 'adam':
      return noOptimizer;
    case 'seq2seq_step':
    case 'cross_entropy':
      return noTraining;
    case 'word_vectors':
      return noTraining;
    default:
      return newLengthJob(runtime, workload);
  }
}
