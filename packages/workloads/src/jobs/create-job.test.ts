import { cpu } from '@rondo/backend-cpu';
import { memory, useBackend } from '@rondo/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareOutputs } from '../compare-outputs.ts';
import { float, integer, numbered } from '../tensor-spec.ts';
import type { Workload } from '../workload.ts';
import { nonLocal } from '../sizes/non-local.ts';
import { wordVectors } from '../sizes/word-vectors.ts';
import {
  embeddingParameters,
  encoderLayerParameters,
  transformerParameters,
} from '../sizes/transformer-parameters.ts';
import { createJob } from './create-job.ts';

const model = { length: 3, dModel: 6, heads: 2, feedForward: 5, layers: 1, vocabulary: 11 };

/** Workloads of tiny sizes: their outputs with our kernels and with the plain reference kernels must agree. */
const tiny: readonly Workload[] = [
  {
    kind: 'gemm',
    name: 'gemm',
    tolerance: 1e-5,
    tensors: numbered([float('a', [5, 3]), float('b', [7, 5])]),
    m: 3,
    k: 5,
    n: 7,
    transposeA: true,
    transposeB: true,
  },
  {
    kind: 'cross_entropy',
    name: 'cross_entropy',
    tolerance: 1e-5,
    tensors: numbered([float('logits', [3, 11], { gradient: true }), integer('labels', [3], 11)]),
    rows: 3,
    columns: 11,
  },
  {
    kind: 'layer_norm',
    name: 'layer_norm',
    tolerance: 1e-4,
    tensors: numbered([
      float('x', [3, 7], { gradient: true }),
      float('weight', [7], { gradient: true }),
      float('bias', [7], { gradient: true }),
      float('grad_output', [3, 7]),
    ]),
    rows: 3,
    columns: 7,
    backward: true,
  },
  {
    kind: 'embedding',
    name: 'embedding',
    tolerance: 1e-5,
    tensors: numbered([
      float('weight', [5, 3], { gradient: true }),
      integer('ids', [8], 5),
      float('grad_output', [8, 3]),
    ]),
    vocabulary: 5,
    dModel: 3,
    tokens: 8,
    backward: true,
  },
  {
    kind: 'adam',
    name: 'adam',
    tolerance: 1e-5,
    tensors: numbered([float('parameter', [17]), float('gradient', [17])]),
    elements: 17,
    learningRate: 1e-2,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
  },
  {
    kind: 'recurrent',
    name: 'bilstm',
    tolerance: 1e-4,
    tensors: numbered([
      float('x', [2, 3, 5], { gradient: true }),
      ...['', '_reverse'].flatMap((direction) => [
        float(`weight_ih_l0${direction}`, [16, 5], { gradient: true }),
        float(`weight_hh_l0${direction}`, [16, 4], { gradient: true }),
        float(`bias_ih_l0${direction}`, [16], { gradient: true }),
        float(`bias_hh_l0${direction}`, [16], { gradient: true }),
      ]),
      float('grad_output', [2, 3, 8]),
    ]),
    cell: 'lstm',
    bidirectional: true,
    backward: true,
    batch: 2,
    length: 3,
    inputSize: 5,
    hiddenSize: 4,
  },
  {
    kind: 'encoder_layer',
    name: 'encoder_layer',
    tolerance: 1e-4,
    tensors: numbered([
      float('x', [2, 3, 6], { gradient: true }),
      ...encoderLayerParameters('', model, true),
      float('grad_output', [2, 3, 6]),
    ]),
    backward: true,
    batch: 2,
    ...model,
  },
  nonLocal(
    'non_local',
    { batch: 2, channels: 4, innerChannels: 3, positions: [3, 4, 2], subsample: true },
    true,
  ),
  {
    kind: 'seq2seq_step',
    name: 'seq2seq_step',
    tolerance: 1e-3,
    tensors: numbered([
      integer('labels', [2, 3], 11),
      integer('source_ids', [2, 3], 11),
      integer('target_ids', [2, 3], 11),
      float('positions', [3, 6]),
      ...embeddingParameters(model, true),
      ...transformerParameters(model, true),
    ]),
    embeddings: true,
    learningRate: 1e-3,
    checked: ['source_embedding', 'transformer.decoder.norm.weight', 'output.bias'],
    batch: 2,
    ...model,
  },
  {
    kind: 'greedy_decode',
    name: 'greedy_decode',
    tolerance: 0,
    tensors: numbered([
      integer('source_ids', [2, 3], 11),
      float('positions', [3, 6]),
      ...embeddingParameters(model, false),
      ...transformerParameters(model, false),
    ]),
    start: 1,
    batch: 2,
    ...model,
  },
  ...(['skipGram', 'cbow'] as const).map((architecture) =>
    wordVectors(architecture, { sentences: 20, length: 7, vocabulary: 30 }),
  ),
];

async function outputsOf(workload: Workload) {
  const job = await createJob(workload);
  if ('unsupported' in job) throw new Error(job.unsupported);
  const outputs = await job.outputs();
  await job.run();
  job.dispose();
  return outputs;
}

describe.each(tiny.map((workload) => [workload.name, workload] as const))(
  '%s',
  (_name, workload) => {
    let reference: Awaited<ReturnType<typeof outputsOf>>;

    beforeAll(async () => {
      useBackend(cpu({ kernels: 'reference' }));
      reference = await outputsOf(workload);
    });

    it('has the outputs of the reference kernels, and frees all it made', async () => {
      useBackend(cpu());
      const before = memory();
      const outputs = await outputsOf(workload);
      expect(Object.keys(outputs).length).toBeGreaterThan(0);
      expect(compareOutputs(reference, outputs).error).toBeLessThanOrEqual(workload.tolerance);
      expect(memory()).toEqual(before);
    });
  },
);

describe('a training job', () => {
  it('lowers its loss and shows the gradients that are checked', async () => {
    const outputs = await outputsOf(tiny.find(({ name }) => name === 'seq2seq_step')!);
    const [first = NaN, , third = NaN] = outputs['losses'] ?? [];
    expect(third).toBeLessThan(first);
    expect(outputs['loss']).toEqual(Float32Array.of(first));
    expect(outputs).toHaveProperty(['grad.output.bias']);
  });
});

describe('a gradient job', () => {
  it('gives a gradient for every tensor that asks for one', async () => {
    const workload = tiny.find(({ name }) => name === 'bilstm')!;
    const outputs = await outputsOf(workload);
    const wanted = workload.tensors.flatMap((spec) =>
      'gradient' in spec && spec.gradient ? [`grad.${spec.name}`] : [],
    );
    expect(Object.keys(outputs).toSorted()).toEqual(['output', ...wanted].toSorted());
  });
});
