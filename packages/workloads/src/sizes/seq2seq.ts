import { float, integer, numbered } from '../tensor-spec.ts';
import type { GreedyDecodeWorkload, Seq2seqStepWorkload, TransformerSizes } from '../workload.ts';
import { embeddingParameters, transformerParameters } from './transformer-parameters.ts';

const sizes: Omit<TransformerSizes, 'batch'> = {
  length: 24,
  dModel: 256,
  heads: 4,
  feedForward: 1024,
  layers: 3,
  vocabulary: 8000,
};

function trainingStep(embeddings: boolean): Seq2seqStepWorkload {
  const batch = 32;
  const { length, dModel, vocabulary } = sizes;
  const ids = [batch, length];
  return {
    kind: 'seq2seq_step',
    name: embeddings ? 's2s_step' : 's2s_step_no_embedding',
    tolerance: 1e-3,
    tensors: numbered([
      integer('labels', ids, vocabulary),
      ...(embeddings
        ? [
            integer('source_ids', ids, vocabulary),
            integer('target_ids', ids, vocabulary),
            float('positions', [length, dModel]),
            ...embeddingParameters(sizes, true),
          ]
        : [float('source', [...ids, dModel]), float('target', [...ids, dModel])]),
      ...transformerParameters(sizes, true),
    ]),
    embeddings,
    learningRate: 1e-4,
    checked: [
      ...(embeddings ? ['source_embedding', 'target_embedding'] : []),
      'transformer.encoder.layers.0.self_attn.in_proj_weight',
      'transformer.decoder.layers.0.multihead_attn.in_proj_weight',
      'transformer.decoder.layers.2.linear2.weight',
      'transformer.encoder.norm.weight',
      'output.weight',
    ],
    batch,
    ...sizes,
  };
}

function greedyDecode(batch: number): GreedyDecodeWorkload {
  const { length, dModel, vocabulary } = sizes;
  return {
    kind: 'greedy_decode',
    name: `decode_${batch}`,
    tolerance: 0,
    tensors: numbered([
      integer('source_ids', [batch, length], vocabulary),
      float('positions', [length, dModel]),
      ...embeddingParameters(sizes, false),
      ...transformerParameters(sizes, false),
    ]),
    start: 1,
    batch,
    ...sizes,
  };
}

export const seq2seqs: readonly (Seq2seqStepWorkload | GreedyDecodeWorkload)[] = [
  trainingStep(true),
  trainingStep(false),
  greedyDecode(1),
  greedyDecode(32),
];
