import { untilDone } from '@rondo/workloads/jobs';
import { serve } from '../../serve.ts';
import { provideWebGpu } from '../../webgpu/provide-webgpu.ts';
import { installedVersion, loadPeer } from '../peer-modules.ts';
import type { Jax } from './jax.ts';

/** jax-js; the only argument is its device: wasm or webgpu. */
const device = process.argv[2] ?? 'wasm';

// Node 20 has none, and the library looks at it.
globalThis.navigator ??= { userAgent: `Node ${process.version}` } as Navigator;

await serve(async () => {
  const begin = performance.now();
  const adapter = device === 'webgpu' ? { adapter: await provideWebGpu() } : {};
  const jax = loadPeer('jax-js', '@jax-js/jax') as Jax;
  await jax.init();
  jax.defaultDevice(device);
  const { array, float32 } = jax.numpy;
  await array(Float32Array.of(1), { dtype: float32 }).add(1).data();
  const startupMs = performance.now() - begin;
  const { jaxJs } = await import('./library.ts');
  const library = jaxJs(jax, {
    name: 'jax-js',
    version: installedVersion('jax-js', '@jax-js/jax') ?? 'unknown',
    configuration: {
      node: process.version,
      device: jax.defaultDevice(),
      threads: 1,
      ...adapter,
    },
    startupMs,
  });
  if (device !== 'webgpu') return library;
  const { queue } = jax.getWebGPUDevice();
  return {
    ...library,
    // It waits by a read of no bytes, which a device may answer at once.
    prepare: async (workload) =>
      untilDone(await library.prepare(workload), () => queue.onSubmittedWorkDone()),
  };
});
