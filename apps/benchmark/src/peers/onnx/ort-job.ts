import { fill, type Job, type TensorSpec, type Workload } from '@rondo/workloads';
import { OnnxGraph } from './onnx-graph.ts';
import type { Feeds, OrtRuntime, OrtSession, OrtTensor } from './ort.ts';

/** Builds a graph and makes it a session. */
export async function sessionOf(
  { ort, options }: OrtRuntime,
  build: (graph: OnnxGraph) => void,
): Promise<OrtSession> {
  const graph = new OnnxGraph();
  build(graph);
  return ort.InferenceSession.create(graph.model(), options);
}

/** The numbers of a tensor, as float32. */
export function floats({ data }: OrtTensor): Float32Array {
  return Float32Array.from(data as Float32Array | Int32Array);
}

export function specOf(workload: Workload, name: string): TensorSpec {
  const found = workload.tensors.find((spec) => spec.name === name);
  if (!found) throw new Error(`the workload has no tensor ${name}`);
  return found;
}

/** A tensor of the workload as a constant of the model. */
export function constant(graph: OnnxGraph, workload: Workload, name: string): string {
  const spec = specOf(workload, name);
  return graph.initializer(name, fill(spec), spec.shape);
}

/** A tensor of the workload as something to feed. */
function feed({ ort }: OrtRuntime, workload: Workload, name: string): OrtTensor {
  const spec = specOf(workload, name);
  return new ort.Tensor(spec.dtype, fill(spec), spec.shape);
}

interface OneGraph {
  /** The tensors that are fed; all others are constants. */
  readonly fed: readonly string[];
  /** The name and shape of the output. */
  readonly output: readonly [string, readonly number[]];
  readonly build: (graph: OnnxGraph) => string;
}

/** A job that runs one graph. */
export async function graphJob(
  runtime: OrtRuntime,
  workload: Workload,
  { fed, output: [name, shape], build }: OneGraph,
): Promise<Job> {
  const session = await sessionOf(runtime, (graph) => {
    for (const input of fed) {
      const spec = specOf(workload, input);
      graph.input(input, spec.dtype, spec.shape);
    }
    graph.output(build(graph), name, 'float32', shape);
  });
  const feeds: Feeds = Object.fromEntries(
    fed.map((input) => [input, feed(runtime, workload, input)]),
  );
  await session.run(feeds);
  return {
    async run() {
      await session.run(feeds);
    },
    async outputs() {
      const outputs = await session.run(feeds);
      return { [name]: floats(outputs[name]!) };
    },
    dispose() {
      void session.release();
    },
  };
}
