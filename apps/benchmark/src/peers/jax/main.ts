import { serve } from '../../serve.ts';
import { installedVersion, loadPeer } from '../peer-modules.ts';
import type { Jax } from './jax.ts';

// Node 20 has none, and the library looks at it.
globalThis.navigator ??= { userAgent: `Node ${process.version}` } as Navigator;

await serve(async () => {
  const begin = performance.now();
  const jax = loadPeer('jax-js', '@jax-js/jax') as Jax;
  await jax.init();
  const { array, float32 } = jax.numpy;
  await array(Float32Array.of(1), { dtype: float32 }).add(1).data();
  const startupMs = performance.now() - begin;
  const { jaxJs } = await import('./library.ts');
  return jaxJs(jax, {
    name: 'jax-js',
    version: installedVersion('jax-js', '@jax-js/jax') ?? 'unknown',
    configuration: { node: process.version, device: jax.defaultDevice(), threads: 1 },
    startupMs,
  });
});
