import { serve } from '../../serve.ts';
import { installedVersion, loadPeer } from '../peer-modules.ts';
import { OnnxGraph } from './onnx-graph.ts';
import type { Ort } from './ort.ts';

/** ONNX Runtime; the arguments are web or node, and the number of threads. */
const [form = 'web', threadsText = '1'] = process.argv.slice(2);
const threads = Number(threadsText);
const name = `onnxruntime-${form}`;

await serve(async () => {
  const begin = performance.now();
  const ort = loadPeer('onnxruntime', name) as Ort;
  ort.env.wasm.numThreads = threads;
  const options = {
    executionProviders: [form === 'web' ? 'wasm' : 'cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
  };
  await sumOnce(ort, options);
  const startupMs = performance.now() - begin;
  const { onnxRuntime } = await import('./library.ts');
  return onnxRuntime(
    { ort, options },
    {
      name,
      version: installedVersion('onnxruntime', name) ?? 'unknown',
      configuration: { node: process.version, threads },
      startupMs,
    },
  );
});

async function sumOnce({ InferenceSession, Tensor }: Ort, options: object): Promise<void> {
  const graph = new OnnxGraph();
  graph.input('x', 'float32', [1]);
  graph.output(graph.node('Add', ['x', 'x']), 'y', 'float32', [1]);
  const session = await InferenceSession.create(graph.model(), options);
  await session.run({ x: new Tensor('float32', Float32Array.of(1), [1]) });
  await session.release();
}
