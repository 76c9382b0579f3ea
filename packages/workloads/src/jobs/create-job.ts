import type { Job } from '../job.ts';
import type { Unsupported } from '../job.ts';
import type { Workload, WorkloadOf } from '../workload.ts';
import { adamJob } from './adam.ts';
import { chainJob, smallOpJob } from './elementwise.ts';
import { embeddingJob } from './embedding.ts';
import { encoderLayerJob } from './encoder-layer.ts';
import { gemmJob } from './gemm.ts';
import { nonLocalJob } from './non-local.ts';
import { newLengthJob } from './new-length.ts';
import { recurrentJob } from './recurrent.ts';
import { crossEntropyJob, layerNormJob, softmaxJob } from './rows.ts';
import { greedyDecodeJob, seq2seqStepJob } from './seq2seq.ts';
import { wordVectorsJob } from './word-vectors.ts';

type Jobs = {
  readonly [Kind in Workload['kind']]: (
    workload: WorkloadOf<Kind>,
  ) => Job | Unsupported | Promise<Job | Unsupported>;
};

const jobs: Jobs = {
  gemm: gemmJob,
  recurrent: recurrentJob,
  encoder_layer: encoderLayerJob,
  non_local: nonLocalJob,
  seq2seq_step: seq2seqStepJob,
  greedy_decode: greedyDecodeJob,
  softmax: softmaxJob,
  cross_entropy: crossEntropyJob,
  layer_norm: layerNormJob,
  chain: chainJob,
  embedding: embeddingJob,
  adam: adamJob,
  small_op: smallOpJob,
  new_length: newLengthJob,
  word_vectors: wordVectorsJob,
};

export async function createJob<Kind extends Workload['kind']>(
  workload: WorkloadOf<Kind>,
): Promise<Job | Unsupported> {
  const kind: Kind = workload.kind;
  return jobs[kind](workload);
}
