import type { Job, Unsupported, Workload } from '@rondo/workloads';
import type { Library } from '../../library.ts';
import type { Description } from '../../protocol.ts';
import { greedyDecodeJob } from './greedy-decode.ts';
import type { Jax } from './jax.ts';
import { newLengthJob, recurrentJob } from './recurrent.ts';
import { seq2seqStepJob } from './seq2seq-step.ts';
import {
  adamJob,
  chainJob,
  crossEntropyJob,
  embeddingJob,
  encoderLayerJob,
  gemmJob,
  layerNormJob,
  smallOpJob,
  softmaxJob,
} from './simple-jobs.ts';

/** jax-js as a contestant. */
export function jaxJs(jax: Jax, description: Description): Library {
  return {
    describe: () => description,
    prepare: (workload) => jobOf(jax, workload),
  };
}

const noWordVectors: Unsupported = {
  unsupported: 'left out: it changes whole tables, not single rows',
};

function jobOf(jax: Jax, workload: Workload): Promise<Job | Unsupported> {
  switch (workload.kind) {
    case 'gemm':
      return gemmJob(jax, workload);
    case 'recurrent':
      return recurrentJob(jax, workload);
    case 'encoder_layer':
      return encoderLayerJob(jax, workload);
    case 'non_local':
      return Promise.resolve({
        unsupported: 'left out: it would show what the encoder layer shows',
      });
    case 'seq2seq_step':
      return seq2seqStepJob(jax, workload);
    case 'greedy_decode':
      return greedyDecodeJob(jax, workload);
    case 'softmax':
      return softmaxJob(jax, workload);
    case 'cross_entropy':
      return crossEntropyJob(jax, workload);
    case 'layer_norm':
      return layerNormJob(jax, workload);
    case 'chain':
      return chainJob(jax, workload);
    case 'embedding':
      return embeddingJob(jax, workload);
    case 'adam':
      return adamJob(jax, workload);
    case 'small_op':
      return smallOpJob(jax, workload);
    case 'word_vectors':
      return Promise.resolve(noWordVectors);
    default:
      return newLengthJob(jax, workload);
  }
}
