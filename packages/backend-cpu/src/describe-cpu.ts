import type { KernelContext } from './kernel-context.ts';
import type { LinearMemory } from './linear-memory.ts';
import type { Engine } from './engine.ts';
import { tileShape } from './wasm/gemm/tile-shape.ts';

/** What a CPU backend runs on. */
export interface CpuDescription {
  readonly backend: 'cpu';
  readonly kernels: 'wasm' | 'reference';
  /** Threads asked for, those that work by now (workers start in the background), and the jobs so far of which workers did a part. */
  readonly threads: { readonly wanted: number; readonly working: number; readonly jobs: number };
  /** Whether multiply-adds round once. */
  readonly relaxedSimd: boolean;
  /** Whether V8 pairs 128-bit operations into 256-bit ones. */
  readonly revectorize: boolean;
  /** Rows and columns of a matrix product whose sums stay in registers. */
  readonly tile: string | undefined;
  /** The native library that multiplies matrices. */
  readonly blas: string | undefined;
  /** Bytes of tensors: now, at most so far, and the size that the memory has grown to. */
  readonly memory: {
    readonly bytesInUse: number;
    readonly peakBytes: number;
    readonly capacity: number;
  };
  /** What was asked for and could not be had, and why. */
  readonly notes: readonly string[];
}

export function describeCpu(
  { bytesInUse, peakBytes, capacity }: LinearMemory,
  context: KernelContext | undefined,
  blas: string | undefined,
  notes: readonly string[],
): CpuDescription {
  return {
    backend: 'cpu',
    kernels: context ? 'wasm' : 'reference',
    threads: {
      wanted: context?.team.threads ?? 1,
      working: context?.team.ready ?? 1,
      jobs: context?.team.shared ?? 0,
    },
    relaxedSimd: context?.engine.relaxedSimd ?? false,
    revectorize: context?.engine.revectorize ?? false,
    tile: context && tileOf(context.engine),
    blas,
    memory: { bytesInUse, peakBytes, capacity },
    notes,
  };
}

function tileOf(engine: Engine): string {
  const { rows, columns } = tileShape(engine);
  return `${rows} x ${columns}`;
}
