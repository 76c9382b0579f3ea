import type { Bar } from './bar.ts';
import { fasterOfOurs } from './faster-of-ours.ts';
import { javascript, standIn, unmeasured } from './javascript-peers.ts';
import { timeRatio } from './measures.ts';

/**
 * Our configurations of Node 20, the faster of which counts: where a core has fewer units for additions than for fused multiply-adds,
 * the default cannot reach the FMA peak, whatever its kernels do.
 */
const own = ['rondo', 'rondo-relaxed'];

/** Part of the 128-bit limit that a product reaches: the limit's time over ours. */
function partOfPeak(workload: string, bound: number): Bar {
  return {
    name: `${workload}: part of the 128-bit FMA peak`,
    workloads: [workload],
    direction: 'least',
    bound,
    unit: '',
    measure: (results) =>
      fasterOfOurs(workload, own, [{ workload, contestant: 'limit' }], results, {
        direction: 'least',
        bound,
      }),
  };
}

interface Against {
  readonly direction?: Bar['direction'];
  /** What the others do instead of our workload. */
  readonly theirs?: string;
  readonly ours?: readonly string[];
}

/** Times as fast as the best of some peers. */
function against(
  workload: string,
  peers: readonly string[],
  bound: number,
  { direction = 'least', theirs = workload, ours = own }: Against = {},
): Bar {
  const who = peers === javascript ? 'the best JavaScript peer' : peers.join(' and ');
  const what = theirs === workload ? '' : ` (there ${theirs})`;
  const contestant = ours === own ? '' : `, ${ours.join(' or ')}`;
  return {
    name: `${workload}${contestant}: times as fast as ${who}${what}`,
    workloads: [workload],
    direction,
    bound,
    unit: '',
    measure: (results) => {
      const missing = peers === javascript ? unmeasured(theirs, results) : [];
      if (missing.length > 0) return { missing: missing.join('; ') };
      const others = peers.map((peer) => ({
        workload: theirs,
        contestant: standIn(peer, theirs, results),
      }));
      return fasterOfOurs(workload, ours, others, results, { direction, bound });
    },
  };
}

/** A product of unusual layout or size costs no more than its plain neighbour. */
function asNeighbour(workload: string, neighbour: string): Bar {
  return {
    name: `${workload}: time in units of ${neighbour}`,
    workloads: [workload],
    direction: 'most',
    bound: 1.12,
    unit: '',
    measure: (results) =>
      timeRatio(
        { workload, contestant: 'rondo' },
        { workload: neighbour, contestant: 'rondo' },
        results,
      ),
  };
}

const largeProducts = ['256x256x256', '512x512x512', '1024x1024x1024', '2048x512x512'];

const fasterThanTorch = [
  'cross_entropy_fb',
  'layer_norm',
  'layer_norm_fb',
  'chain',
  'emb_grad',
  'adam',
  'decode_1',
];

/** The bars for one thread of our library as it is. */
export const oneThreadBars: readonly Bar[] = [
  ...largeProducts.flatMap((size) => [
    partOfPeak(`gemm_${size}`, 0.85),
    against(`gemm_${size}`, ['tfjs-wasm'], 1.25),
    against(`gemm_${size}`, ['jax-js'], 1.9),
  ]),
  partOfPeak('gemm_64x64x64', 0.6),
  partOfPeak('gemm_64x256x768', 0.8),
  against('gemm_1x256x1024', ['tfjs-wasm'], 1),
  asNeighbour('gemm_512x512x512_ta', 'gemm_512x512x512'),
  asNeighbour('gemm_512x512x512_tb', 'gemm_512x512x512'),
  asNeighbour('gemm_64x256x9999', 'gemm_64x256x10000'),
  asNeighbour('gemm_512x127x512', 'gemm_512x128x512'),
  against('gru_fwd', javascript, 1.6),
  against('gru_fb', ['jax-js'], 2.2),
  against('enc_fwd', javascript, 1.9),
  against('enc_fb', ['jax-js'], 1.7),
  against('s2s_step', ['jax-js'], 2.4, { theirs: 's2s_step_no_embedding' }),
  against('s2s_step', ['torch'], 0.37),
  ...fasterThanTorch.map((name) => against(name, ['torch'], 1, { direction: 'above' })),
  against('s2s_step', ['torch'], 0.7, { ours: ['rondo-n24'] }),
  against('s2s_step', ['torch'], 1, { ours: ['rondo-blas'] }),
];
