import type {
  ChainWorkload,
  EmbeddingWorkload,
  EncoderLayerWorkload,
  GemmWorkload,
  Job,
  LayerNormWorkload,
  SmallOpWorkload,
  SoftmaxWorkload,
} from '@rondo/workloads';
import { kernelsOf } from '../models/kernels.ts';
import { TransformerModel } from '../models/transformer.ts';
import { onnxOperations } from './onnx-operations.ts';
import type { OrtRuntime } from './ort.ts';
import { constant, graphJob } from './ort-job.ts';

export function gemmJob(runtime: OrtRuntime, workload: GemmWorkload): Promise<Job> {
  const { m, n, transposeA, transposeB } = workload;
  const attributes = { transA: Number(transposeA), transB: Number(transposeB) };
  return graphJob(runtime, workload, {
    fed: ['a', 'b'],
    output: ['c', [m, n]],
    build: (graph) =>
      transposeA || transposeB
        ? graph.node('Gemm', ['a', 'b'], attributes)
        : graph.node('MatMul', ['a', 'b']),
  });
}

export function softmaxJob(runtime: OrtRuntime, workload: SoftmaxWorkload): Promise<Job> {
  return graphJob(runtime, workload, {
    fed: ['x'],
    output: ['y', [workload.rows, workload.columns]],
    build: (graph) => graph.node('Softmax', ['x'], { axis: -1 }),
  });
}

export function layerNormJob(runtime: OrtRuntime, workload: LayerNormWorkload): Promise<Job> {
  return graphJob(runtime, workload, {
    fed: ['x'],
    output: ['y', [workload.rows, workload.columns]],
    build(graph) {
      const parameters = ['weight', 'bias'].map((name) => constant(graph, workload, name));
      const attributes = { axis: -1, epsilon: { float: 1e-5 } };
      return graph.node('LayerNormalization', ['x', ...parameters], attributes);
    },
  });
}

export function chainJob(runtime: OrtRuntime, workload: ChainWorkload): Promise<Job> {
  const { elements, a, b, c } = workload;
  return graphJob(runtime, workload, {
    fed: ['x'],
    output: ['y', [elements]],
    build(graph) {
      const scaled = graph.node('Mul', ['x', graph.number(a)]);
      const shifted = graph.node('Add', [scaled, graph.number(b)]);
      return graph.node('Mul', [graph.node('Tanh', [shifted]), graph.number(c)]);
    },
  });
}

export function embeddingJob(runtime: OrtRuntime, workload: EmbeddingWorkload): Promise<Job> {
  return graphJob(runtime, workload, {
    fed: ['ids'],
    output: ['y', [workload.tokens, workload.dModel]],
    build: (graph) =>
      graph.node('Gather', [constant(graph, workload, 'weight'), 'ids'], { axis: 0 }),
  });
}

/** One graph of so many additions, which the runtime executes one by one. */
export function smallOpJob(runtime: OrtRuntime, workload: SmallOpWorkload): Promise<Job> {
  return graphJob(runtime, workload, {
    fed: ['a', 'b'],
    output: ['y', [workload.elements]],
    build(graph) {
      let y = 'a';
      for (let i = 0; i < workload.operations; i += 1) y = graph.node('Add', [y, 'b']);
      return y;
    },
  });
}

export function encoderLayerJob(runtime: OrtRuntime, workload: EncoderLayerWorkload): Promise<Job> {
  const { batch, length, dModel, heads } = workload;
  return graphJob(runtime, workload, {
    fed: ['x'],
    output: ['output', [batch, length, dModel]],
    build(graph) {
      for (const [name, { data, shape }] of kernelsOf(workload)) {
        if (name !== 'x') graph.initializer(name, data, shape);
      }
      const operations = onnxOperations(graph, dModel);
      return new TransformerModel(operations, (name) => name, heads).encoderLayer('x', '');
    },
  });
}
