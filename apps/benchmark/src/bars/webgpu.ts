import { adaptersOf, cellOf, type Results } from '../results.ts';
import type { Bar, Measured } from './bar.ts';
import { fasterThan, why } from './measures.ts';

const own = 'rondo-webgpu';
const peers = ['jax-js-webgpu', 'tfjs-webgpu'];

/** Ours beside the better of the peers, all on one adapter. */
function besidePeers(workload: string, results: Results): Measured {
  const adapters = adaptersOf(results);
  if (adapters.length > 1) {
    return { missing: `they computed on different adapters: ${adapters.join(', ')}` };
  }
  // Without an answer of each nobody knows which is the better one.
  const silent = peers.filter((contestant) => {
    const status = cellOf(results, workload, contestant)?.status;
    return status !== 'timed' && status !== 'cannot';
  });
  if (silent.length > 0) {
    return {
      missing: silent.map((contestant) => why(results, { workload, contestant })).join('; '),
    };
  }
  const measured = fasterThan(
    { workload, contestant: own },
    peers.map((contestant) => ({ workload, contestant })),
    results,
    'wall',
  );
  return 'missing' in measured
    ? measured
    : { ...measured, of: `${measured.of}; on ${adapters.join()}` };
}

function bar(workload: string, bound: number): Bar {
  return {
    name: `${workload} on WebGPU: times as fast as the better of jax-js and tfjs`,
    workloads: [workload],
    device: 'webgpu',
    direction: 'least',
    bound,
    unit: '',
    measure: (results) => besidePeers(workload, results),
  };
}

/** The bars of a run with `--webgpu`. */
export const webGpuBars: readonly Bar[] = [
  bar('gru_fb', 3),
  bar('enc_fb', 1.5),
  bar('gemm_256x256x256', 1),
];
