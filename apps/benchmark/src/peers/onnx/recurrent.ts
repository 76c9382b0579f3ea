import {
  fill,
  type Job,
  type NewLengthWorkload,
  type RecurrentWorkload,
  type Workload,
} from '@rondo/workloads';
import { measureLengths } from '../models/measure-lengths.ts';
import type { OnnxGraph } from './onnx-graph.ts';
import type { OrtRuntime, OrtTensor } from './ort.ts';
import { floats, graphJob, sessionOf, specOf } from './ort-job.ts';

interface Layer {
  readonly cell: 'gru' | 'lstm';
  readonly bidirectional: boolean;
  readonly inputSize: number;
  readonly hiddenSize: number;
}

/** PyTorch's gates in ONNX's order: GRU r z n as z r n, LSTM i f g o as i o f g. */
const gateOrder = { gru: [1, 0, 2], lstm: [0, 3, 1, 2] } as const;

export function recurrentJob(runtime: OrtRuntime, workload: RecurrentWorkload): Promise<Job> {
  const { batch, length, hiddenSize, bidirectional } = workload;
  return graphJob(runtime, workload, {
    fed: ['x'],
    output: ['output', [batch, length, hiddenSize * (bidirectional ? 2 : 1)]],
    build: (graph) => recurrentNodes(graph, workload, workload),
  });
}

/** One model whose length is left open. */
export async function newLengthJob(runtime: OrtRuntime, workload: NewLengthWorkload): Promise<Job> {
  const { batch, inputSize, hiddenSize, lengths } = workload;
  const layer = { cell: 'gru', bidirectional: false, inputSize, hiddenSize } as const;
  const session = await sessionOf(runtime, (graph) => {
    graph.input('x', 'float32', [batch, 'length', inputSize]);
    const output = recurrentNodes(graph, workload, layer);
    graph.output(output, 'output', 'float32', [batch, 'length', hiddenSize]);
  });
  const spec = specOf(workload, 'x');
  const x = fill(spec);
  const rowLength = (spec.shape[1] ?? 0) * inputSize;
  const cut = (length: number): OrtTensor => {
    const part = new Float32Array(batch * length * inputSize);
    for (let i = 0; i < batch; i += 1) {
      const row = x.subarray(i * rowLength, i * rowLength + length * inputSize);
      part.set(row, i * length * inputSize);
    }
    return new runtime.ort.Tensor('float32', part, [batch, length, inputSize]);
  };
  // A batch of one length is what a user would have, so the cut is not part of the call.
  const batches = new Map([1, ...lengths].map((length) => [length, cut(length)]));
  const call = (length: number): Promise<Readonly<Record<string, OrtTensor>>> =>
    session.run({ x: batches.get(length)! });
  await call(1);
  return {
    async run() {
      await call(lengths[0]!);
    },
    outputs: async () => ({ output: floats((await call(lengths[0]!))['output']!) }),
    first: () =>
      measureLengths(lengths, async (length) => {
        await call(length);
      }),
    dispose() {
      void session.release();
    },
  };
}

function recurrentNodes(graph: OnnxGraph, workload: Workload, layer: Layer): string {
  const { cell, bidirectional, hiddenSize } = layer;
  const suffixes = bidirectional ? ['_l0', '_l0_reverse'] : ['_l0'];
  const sizes = [suffixes.length, gateOrder[cell].length * hiddenSize] as const;
  const joined = (names: readonly string[]): Float32Array =>
    concatenated(names.map((name) => gatesInOrder(workload, name, layer)));
  const weights = (name: string, columns: number): string =>
    graph.initializer(name, joined(suffixes.map((s) => `weight_${name}${s}`)), [...sizes, columns]);
  const biasNames = suffixes.flatMap((s) => [`bias_ih${s}`, `bias_hh${s}`]);
  const bias = graph.initializer('bias', joined(biasNames), [sizes[0], 2 * sizes[1]]);
  const timeMajor = graph.node('Transpose', ['x'], { perm: [1, 0, 2] });
  const states = graph.node(
    cell === 'gru' ? 'GRU' : 'LSTM',
    [timeMajor, weights('ih', layer.inputSize), weights('hh', hiddenSize), bias],
    {
      hidden_size: hiddenSize,
      direction: bidirectional ? 'bidirectional' : 'forward',
      ...(cell === 'gru' && { linear_before_reset: 1 }),
    },
  );
  // [L, directions, N, H] to [N, L, directions · H].
  const batchMajor = graph.node('Transpose', [states], { perm: [2, 0, 1, 3] });
  return graph.node('Reshape', [batchMajor, graph.integers([0, 0, suffixes.length * hiddenSize])]);
}

function gatesInOrder(workload: Workload, name: string, { cell }: Layer): Float32Array {
  const values = Float32Array.from(fill(specOf(workload, name)));
  const order = gateOrder[cell];
  const gate = values.length / order.length;
  return concatenated(order.map((from) => values.subarray(from * gate, (from + 1) * gate)));
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
