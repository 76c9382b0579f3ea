import { serve } from '../../serve.ts';
import { loadPeer } from '../peer-modules.ts';
import type { Tf } from './tf.ts';

/** TensorFlow.js; the only argument is its backend: cpu or wasm. */
const backend = process.argv[2] ?? 'cpu';

await serve(async () => {
  const begin = performance.now();
  const tf = loadPeer('tfjs', '@tensorflow/tfjs') as Tf;
  if (backend === 'wasm') loadPeer('tfjs', '@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs has no backend ${backend}`);
  await tf.ready();
  await tf.scalar(1).add(1).data();
  const startupMs = performance.now() - begin;
  const { tfjs } = await import('./library.ts');
  return tfjs(tf, backend, startupMs);
});
