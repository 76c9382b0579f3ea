import { cpu } from '@rondo/backend-cpu';
import { memory, useBackend } from '@rondo/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareOutputs } from '../runner/compare.ts';
import { float, integer, numbered } from '../tensor-spec.ts';
import type { Workload } from '../workload.ts';
import { createJob } from './jobs/index.ts';

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
];

async function outputsOf(workload: Workload) {
  const job = createJob(workload);
  if ('unsupported' in job) throw new Error(job.unsupported);
  const outputs = await job.outputs();
  await job.run();
  job.dispose();
  return outputs;
}

describe.each(tiny.map((workload) => [workload.name, workload] as const))('%s', (_name, workload) => {
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
    expect(compareOutputs(reference, outputs).error).toBeLessThan(workload.tolerance);
    expect(memory()).toEqual(before);
  });
});

describe('a gradient job', () => {
  it('gives a gradient for every tensor that asks for one', async () => {
    const workload = tiny.find(({ name }) => name === 'bilstm')!;
    const outputs = await outputsOf(workload);
    const wanted = workload.tensors.flatMap((spec) =>
      'gradient' in spec && spec.gradient ? [`grad.${spec.name}`] : [],
    );
    expect(Object.keys(outputs).sort()).toEqual(['output', ...wanted].sort());
  });
});
