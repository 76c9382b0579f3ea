import type { Job, Unsupported, Workload } from '@rondo/workloads';
import type { Library } from '../../library.ts';
import type { Description } from '../../protocol.ts';
import { adamJob } from './adam.ts';
import { greedyDecodeJob } from './greedy-decode.ts';
import { nonLocalJob } from './non-local.ts';
import { newLengthJob, recurrentJob } from './recurrent.ts';
import { seq2seqStepJob } from './seq2seq-step.ts';
import {
  chainJob,
  crossEntropyJob,
  embeddingJob,
  encoderLayerJob,
  gemmJob,
  layerNormJob,
  smallOpJob,
  softmaxJob,
} from './simple-jobs.ts';
import type { Tf } from './tf.ts';

/** TensorFlow.js as a contestant. */
export function tfjs(
  tf: Tf,
  backend: string,
  startupMs: number,
  adapter: { readonly adapter?: string },
): Library {
  const description: Description = {
    name: 'TensorFlow.js',
    version: tf.version['tfjs-core'],
    configuration: { node: process.version, backend, ...adapter },
    startupMs,
  };
  return {
    describe: () => description,
    prepare: async (workload) => jobOf(tf, backend, workload),
  };
}

const noWordVectors: Unsupported = {
  unsupported: 'left out: it changes whole tables, not single rows',
};

function jobOf(tf: Tf, backend: string, workload: Workload): Job | Unsupported {
  switch (workload.kind) {
    case 'gemm':
      return gemmJob(tf, workload);
    case 'recurrent':
      return recurrentJob(tf, workload);
    case 'encoder_layer':
      return encoderLayerJob(tf, workload);
    case 'non_local':
      return nonLocalJob(tf, workload);
    case 'seq2seq_step':
      return seq2seqStepJob(tf, workload, backend);
    case 'greedy_decode':
      return greedyDecodeJob(tf, workload);
    case 'softmax':
      return softmaxJob(tf, workload);
    case 'cross_entropy':
      return crossEntropyJob(tf, workload);
    case 'layer_norm':
      return layerNormJob(tf, workload);
    case 'chain':
      return chainJob(tf, workload);
    case 'embedding':
      return embeddingJob(tf, workload, backend);
    case 'adam':
      return adamJob(tf, workload);
    case 'small_op':
      return smallOpJob(tf, workload);
    case 'word_vectors':
      return noWordVectors;
    default:
      return newLengthJob(tf, workload);
  }
}
