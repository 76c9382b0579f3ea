import { cpu } from '@rondo/backend-cpu';
import { useBackend } from '@rondo/tensor';
import type { BackendWish, RunBackend } from '../protocol.ts';

/**
 * Chooses the backend of this worker, and tells what it is.
 * @throws BackendError that says what a graphics device lacks.
 */
export async function openBackend({ name, threads }: BackendWish): Promise<RunBackend> {
  if (name === 'webgpu') {
    const { webgpu } = await import('@rondo/backend-webgpu');
    const backend = await webgpu();
    useBackend(backend);
    const { vendor, architecture } = backend.describe().adapter;
    return { name, words: ['WebGPU', vendor, architecture].filter(Boolean).join(' ') };
  }
  const count = name === 'threads' ? threads : 1;
  useBackend(
    cpu({
      threads: count,
      // The policy of the page allows only workers that are files of its own.
      worker: () =>
        new Worker(new URL('@rondo/backend-cpu/worker', import.meta.url), { type: 'module' }),
    }),
  );
  return { name, words: count === 1 ? 'CPU' : `CPU × ${count}` };
}
