import type { CpuOptions } from '@rondo/backend-cpu';
import { serve } from '../serve.ts';
import { watchModules } from './module-sizes.ts';

/** Our contestant: the only argument are the options of `cpu()` as JSON. */
const options = JSON.parse(process.argv[2] ?? '{}') as CpuOptions;

await serve(async () => {
  const modules = watchModules();
  const begin = performance.now();
  const { cpu } = await import('@rondo/backend-cpu');
  const { tensor, useBackend } = await import('@rondo/tensor');
  const backend = cpu(options);
  useBackend(backend);
  const two = tensor([1]).add(1);
  await two.item();
  const startupMs = performance.now() - begin;
  const { rondo } = await import('./library.ts');
  return rondo(backend, startupMs, modules);
});
