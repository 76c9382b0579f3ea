import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CpuOptions } from '@rondo/backend-cpu';
import type { Contestant } from '../contestant.ts';
import { majorOf, newerNode } from '../machine/node-24.ts';
import { peersFolder } from '../peers-folder.ts';
import { webGpuMissing } from '../webgpu/missing.ts';

const program = fileURLToPath(new URL('./main.js', import.meta.url));

/** Where `--install-peers` puts koffi. */
const koffiFolder = join(peersFolder, 'koffi/node_modules');

const noNewerNode =
  'needs Node 24 or later: run with it, name one in RONDO_BENCH_NODE, or --install-peers';

interface Configuration {
  readonly id: string;
  readonly title: string;
  readonly options: CpuOptions & { readonly blas?: 'auto' };
  /** The Node to run on; undefined where it is not there. */
  readonly node?: string | undefined;
  /** Why it cannot take part. */
  readonly missing?: string | undefined;
}

/** Why BLAS cannot be tried: koffi is an optional package. */
function koffiMissing(): string | undefined {
  const { resolve } = createRequire(import.meta.url);
  try {
    resolve('koffi', { paths: [koffiFolder, import.meta.dirname] });
    return undefined;
  } catch {
    return 'needs the package koffi: --install-peers';
  }
}

function contestant(
  { id, title, options, node, missing }: Configuration,
  threads: number,
): Contestant {
  const several = threads > 1;
  return {
    id: several ? `${id}-t${threads}` : id,
    title: several ? `${title}, ${threads} threads` : title,
    kind: 'ours',
    threads,
    command: node ?? 'node',
    args: [program, JSON.stringify(several ? { ...options, threads } : options)],
    env: options.blas === undefined ? {} : { NODE_PATH: koffiFolder },
    missing: node === undefined ? noNewerNode : missing,
  };
}

/** Our library as it is, with what is optional switched on, and on a newer Node; each with every number of threads. */
export function ownContestants(threadCounts: readonly number[]): Contestant[] {
  const here = process.execPath;
  const major = majorOf(process.version);
  const configurations: Configuration[] = [
    { id: 'rondo', title: `Rondo, Node ${major}`, options: {}, node: here },
    ...(major < 22
      ? [
          {
            id: 'rondo-relaxed',
            title: `Rondo, Node ${major} relaxed SIMD`,
            options: { relaxedSimd: true },
            node: here,
          },
        ]
      : []),
    {
      id: 'rondo-n24',
      title: 'Rondo, Node 24 revectorize',
      options: { revectorize: true },
      node: newerNode(),
    },
    {
      id: 'rondo-blas',
      title: `Rondo, Node ${major} BLAS`,
      options: { blas: 'auto' },
      node: here,
      missing: koffiMissing(),
    },
  ];
  return threadCounts.flatMap((threads) =>
    configurations.map((configuration) => contestant(configuration, threads)),
  );
}

/** Our library on the graphics device, and beside it on one thread of the processor. */
export function ownOnWebGpu(): Contestant[] {
  return [
    {
      id: 'rondo-webgpu',
      title: 'Rondo, WebGPU',
      kind: 'ours',
      threads: 1,
      device: 'webgpu',
      command: process.execPath,
      args: [fileURLToPath(new URL('./webgpu-main.js', import.meta.url))],
      env: {},
      missing: webGpuMissing(),
    },
    ...ownContestants([1]).filter(({ id }) => id === 'rondo'),
  ];
}
