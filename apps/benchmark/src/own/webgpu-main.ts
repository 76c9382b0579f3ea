import { untilDone } from '@rondo/workloads/jobs';
import { serve } from '../serve.ts';
import { provideWebGpu } from '../webgpu/provide-webgpu.ts';

/** Our contestant on the graphics device. */
await serve(async () => {
  const begin = performance.now();
  const adapter = await provideWebGpu();
  const { webgpu } = await import('@rondo/backend-webgpu');
  const { tensor, useBackend } = await import('@rondo/tensor');
  const backend = await webgpu();
  useBackend(backend);
  const one = tensor([1]);
  await one.add(1).item();
  const startupMs = performance.now() - begin;
  const { rondo } = await import('./library.ts');
  const library = rondo(backend, startupMs, () => ({ adapter }));
  return {
    ...library,
    // The device works in order: a number that is read after the others comes when all is done.
    prepare: async (workload) => untilDone(await library.prepare(workload), () => one.item()),
  };
});
