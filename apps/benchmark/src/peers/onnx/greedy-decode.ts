import { fill, type GreedyDecodeWorkload, type Job } from '@rondo/workloads';
import { kernelsOf } from '../models/kernels.ts';
import { TransformerModel } from '../models/transformer.ts';
import type { Dimension, OnnxGraph } from './onnx-graph.ts';
import { onnxOperations } from './onnx-operations.ts';
import type { Feeds, OrtRuntime, OrtTensor } from './ort.ts';
import { sessionOf, specOf } from './ort-job.ts';

/** Greedy decoding with two models, as exporters make them: the encoder, and one step that takes and gives keys and values. */
export async function greedyDecodeJob(
  runtime: OrtRuntime,
  workload: GreedyDecodeWorkload,
): Promise<Job> {
  const { batch, length, layers, heads, dModel, start } = workload;
  const { Tensor } = runtime.ort;
  const encoder = await sessionOf(runtime, (graph) => buildEncoder(graph, workload));
  const decoder = await sessionOf(runtime, (graph) => buildStep(graph, workload));
  const ids = new Tensor('int32', fill(specOf(workload, 'source_ids')), [batch, length]);
  const size = dModel / heads;
  const none = new Float32Array(0);
  const empty: Feeds = Object.fromEntries(
    Array.from({ length: layers }, (_, i) => [
      [`past_keys.${i}`, new Tensor('float32', none, [batch, heads, size, 0])] as const,
      [`past_values.${i}`, new Tensor('float32', none, [batch, heads, 0, size])] as const,
    ]).flat(),
  );
  const decode = async (): Promise<Int32Array[]> => {
    const cross = await encoder.run({ source_ids: ids });
    const tokens: Int32Array[] = [];
    let token = new Int32Array(batch).fill(start);
    let past = empty;
    for (let step = 0; step < length; step += 1) {
      const outputs = await decoder.run({
        ...cross,
        ...past,
        token: new Tensor('int32', token, [batch, 1]),
        position: new Tensor('int32', Int32Array.of(step), [1]),
      });
      past = Object.fromEntries(Object.keys(empty).map((name) => [name, nextOf(outputs, name)]));
      token = Int32Array.from(outputs['next']!.data as BigInt64Array, Number);
      tokens.push(token);
    }
    return tokens;
  };
  await decode();
  return {
    async run() {
      await decode();
    },
    async outputs() {
      const steps = await decode();
      const tokens = new Float32Array(batch * length);
      for (const [step, row] of steps.entries()) {
        for (const [i, token] of row.entries()) tokens[i * length + step] = token;
      }
      return { tokens };
    },
    dispose() {
      void encoder.release();
      void decoder.release();
    },
  };
}

function nextOf(outputs: Feeds, name: string): OrtTensor {
  return outputs[name.replace('past', 'present')]!;
}

function addParameters(
  graph: OnnxGraph,
  workload: GreedyDecodeWorkload,
  isUsed: (name: string) => boolean,
): void {
  for (const [name, { data, shape }] of kernelsOf(workload)) {
    if (name !== 'source_ids' && isUsed(name)) graph.initializer(name, data, shape);
  }
}

function crossNames(layer: number): readonly [string, string] {
  return [`cross_keys.${layer}`, `cross_values.${layer}`];
}

/** source_ids to the keys and values of the encoder's states for each decoder layer. */
function buildEncoder(graph: OnnxGraph, workload: GreedyDecodeWorkload): void {
  const { batch, length, layers, heads, dModel } = workload;
  addParameters(graph, workload, (name) =>
    /^(source_embedding|positions|transformer\.encoder)|multihead_attn\.in_proj.*[kv]$/.test(name),
  );
  graph.input('source_ids', 'int32', [batch, length]);
  const model = new TransformerModel(onnxOperations(graph, dModel), (name) => name, heads);
  const rows = graph.node('Gather', ['source_embedding', 'source_ids'], { axis: 0 });
  const scaled = graph.node('Mul', [rows, graph.number(Math.sqrt(dModel))]);
  const memory = model.encode(graph.node('Add', [scaled, 'positions']), layers);
  for (let i = 0; i < layers; i += 1) {
    const attention = `transformer.decoder.layers.${i}.multihead_attn`;
    const { keys, values } = model.keysAndValues(memory, attention);
    const [keysName, valuesName] = crossNames(i);
    graph.output(keys, keysName, 'float32', shapes(workload, length).keys);
    graph.output(values, valuesName, 'float32', shapes(workload, length).values);
  }
}

function shapes(
  { batch, heads, dModel }: GreedyDecodeWorkload,
  length: Dimension,
): { keys: Dimension[]; values: Dimension[] } {
  const size = dModel / heads;
  return { keys: [batch, heads, size, length], values: [batch, heads, length, size] };
}

/** One token and its position to the next token, with keys and values longer by one. */
function buildStep(graph: OnnxGraph, workload: GreedyDecodeWorkload): void {
  const { batch, length, layers, heads, dModel } = workload;
  addParameters(graph, workload, (name) =>
    /^(target_embedding|positions|transformer\.decoder|output)(?!.*multihead_attn\.in_proj.*[kv]$)/.test(
      name,
    ),
  );
  graph.input('token', 'int32', [batch, 1]);
  graph.input('position', 'int32', [1]);
  const operations = onnxOperations(graph, dModel);
  const model = new TransformerModel(operations, (name) => name, heads);
  const row = graph.node('Gather', ['target_embedding', 'token'], { axis: 0 });
  const scaled = graph.node('Mul', [row, graph.number(Math.sqrt(dModel))]);
  const position = graph.node('Gather', ['positions', 'position'], { axis: 0 });
  let x = graph.node('Add', [scaled, position]);
  for (let i = 0; i < layers; i += 1) {
    const [keysName, valuesName] = crossNames(i);
    const cross = {
      keys: graph.input(keysName, 'float32', shapes(workload, length).keys),
      values: graph.input(valuesName, 'float32', shapes(workload, length).values),
    };
    const past = shapes(workload, 'past');
    const pastKeys = graph.input(`past_keys.${i}`, 'float32', past.keys);
    const pastValues = graph.input(`past_values.${i}`, 'float32', past.values);
    x = model.decoderLayer(x, `transformer.decoder.layers.${i}.`, cross, (q, own) => {
      const keys = graph.node('Concat', [pastKeys, own.keys], { axis: 3 });
      const values = graph.node('Concat', [pastValues, own.values], { axis: 2 });
      const present = shapes(workload, 'present');
      graph.output(keys, `present_keys.${i}`, 'float32', present.keys);
      graph.output(values, `present_values.${i}`, 'float32', present.values);
      return operations.attention(q, keys, values, heads, false);
    });
  }
  const logits = model.dense(model.norm(x, 'transformer.decoder.norm'), 'output');
  const next = graph.node('ArgMax', [logits], { axis: -1, keepdims: 0 });
  graph.output(next, 'next', 'int64', [batch, 1]);
}
