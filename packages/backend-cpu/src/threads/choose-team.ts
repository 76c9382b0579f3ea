import { RangeFault } from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { SoloTeam } from './solo-team.ts';
import {
  hasNodeWorkers,
  startFrom,
  startWorker,
  warnOnce,
  type WebWorker,
} from './start-worker.ts';
import type { Team } from './team.ts';
import { WorkerTeam } from './worker-team.ts';

/** How many threads compute, and from where they are started. */
export interface TeamOptions {
  /** Threads that compute together, the calling one included; 'auto' takes one per processor. 1 unless told otherwise. */
  readonly threads?: number | 'auto';
  /**
   * In a page: makes the workers, for one whose content security policy forbids workers from text:
   * `() => new Worker(new URL('@rondo/backend-cpu/worker', import.meta.url), { type: 'module' })`.
   */
  readonly worker?: () => WebWorker;
}

const mostThreads = 64;

/** Why a page runs on one thread. */
const cannotShare =
  'this page may not share memory between threads; serve it with the headers ' +
  'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp';

/** What `describe()` says where fewer threads than asked for can run. */
export function threadNotes({ threads = 1 }: TeamOptions): string[] {
  return threads === 1 || canShare() ? [] : [`threads: ${cannotShare}; runs on one`];
}

/**
 * How many threads the options mean here: one where threads cannot share memory, which is said once.
 * @throws RangeFault when it is not a whole number from 1 to 64.
 */
export function threadsOf({ threads = 1 }: TeamOptions): number {
  const wanted = threads === 'auto' ? Math.min(processors(), mostThreads) : threads;
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > mostThreads) {
    throw new RangeFault(
      `cpu: expected threads to be 'auto' or a whole number from 1 to ${mostThreads}, received ${JSON.stringify(threads)}`,
      { threads },
    );
  }
  if (wanted === 1 || canShare()) return wanted;
  if (threads !== 'auto') warnOnce(cannotShare);
  return 1;
}

/** The team of `threads` on a memory, which is shared where there are several. */
export function chooseTeam(memory: LinearMemory, threads: number, { worker }: TeamOptions): Team {
  if (threads === 1) return new SoloTeam(memory);
  // Node's workers are not those of a page.
  const isPage = worker !== undefined && !hasNodeWorkers();
  return new WorkerTeam(memory, threads, isPage ? startFrom(worker) : startWorker);
}

function processors(): number {
  // Node 20 has no navigator.
  const { process, navigator } = globalThis as {
    process?: {
      getBuiltinModule?(name: 'node:os'): { availableParallelism(): number } | undefined;
    };
    navigator?: { readonly hardwareConcurrency?: number };
  };
  return (
    process?.getBuiltinModule?.('node:os')?.availableParallelism() ??
    navigator?.hardwareConcurrency ??
    1
  );
}

function canShare(): boolean {
  const { crossOriginIsolated } = globalThis as { crossOriginIsolated?: boolean };
  return typeof SharedArrayBuffer === 'function' && crossOriginIsolated !== false;
}
