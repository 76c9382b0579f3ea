import { float, numbered } from '../tensor-spec.ts';
import type { GemmWorkload } from '../workload.ts';

interface GemmOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

function gemm(
  m: number,
  k: number,
  n: number,
  { transposeA = false, transposeB = false }: GemmOptions = {},
): GemmWorkload {
  const suffix = `${transposeA ? '_ta' : ''}${transposeB ? '_tb' : ''}`;
  return {
    kind: 'gemm',
    name: `gemm_${m}x${k}x${n}${suffix}`,
    tolerance: 1e-5,
    tensors: numbered([
      float('a', transposeA ? [k, m] : [m, k]),
      float('b', transposeB ? [n, k] : [k, n]),
    ]),
    m,
    k,
    n,
    transposeA,
    transposeB,
  };
}

/** Squares, the shapes of layers, transposed operands, and sizes that fill no tile, each beside its plain neighbour. */
export const gemms: readonly GemmWorkload[] = [
  gemm(64, 64, 64),
  gemm(128, 128, 128),
  gemm(256, 256, 256),
  gemm(512, 512, 512),
  gemm(1024, 1024, 1024),
  gemm(64, 256, 768),
  gemm(1, 256, 1024),
  gemm(2048, 512, 512),
  gemm(512, 512, 512, { transposeA: true }),
  gemm(512, 512, 512, { transposeB: true }),
  gemm(64, 256, 10_000),
  gemm(64, 256, 9_999),
  gemm(512, 128, 512),
  gemm(512, 127, 512),
];
