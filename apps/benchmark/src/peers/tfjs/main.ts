import { untilDone } from '@rondo/workloads/jobs';
import { serve } from '../../serve.ts';
import { provideWebGpu } from '../../webgpu/provide-webgpu.ts';
import { loadPeer } from '../peer-modules.ts';
import type { Tf } from './tf.ts';

/** TensorFlow.js; the only argument is its backend: cpu, wasm or webgpu. */
const backend = process.argv[2] ?? 'cpu';

await serve(async () => {
  const begin = performance.now();
  const adapter = backend === 'webgpu' ? { adapter: await provideWebGpu() } : {};
  const tf = loadPeer('tfjs', '@tensorflow/tfjs') as Tf;
  if (backend !== 'cpu') loadPeer('tfjs', `@tensorflow/tfjs-backend-${backend}`);
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs has no backend ${backend}`);
  await tf.ready();
  await tf.scalar(1).add(1).data();
  const startupMs = performance.now() - begin;
  const { tfjs } = await import('./library.ts');
  const library = tfjs(tf, backend, startupMs, adapter);
  if (backend !== 'webgpu') return library;
  // It keeps the last commands back until someone reads.
  const device = tf.backend();
  const finish = (): Promise<void> => {
    if (device.commandEncoder) {
      device.endComputePassEncoder();
      device.submitQueue();
    }
    return device.queue.onSubmittedWorkDone();
  };
  return {
    ...library,
    prepare: async (workload) => untilDone(await library.prepare(workload), finish),
  };
});
