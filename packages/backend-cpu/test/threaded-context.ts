import { detectedEngine, type Engine } from '../src/engine.ts';
import type { KernelContext } from '../src/kernel-context.ts';
import { LinearMemory } from '../src/linear-memory.ts';
import { startWorker } from '../src/threads/start-worker.ts';
import { WorkerTeam } from '../src/threads/worker-team.ts';

/** Kernels on several threads, all of which have started. Dispose of `team` afterwards. */
export function threadedContext(threads: number, engine: Engine = detectedEngine()): KernelContext {
  const memory = new LinearMemory({ shared: true, maximumBytes: 2 ** 30 });
  const team = new WorkerTeam(memory, threads, startWorker);
  awaitWorkers(() => ({ wanted: team.threads, working: team.ready }));
  return { memory, engine, team };
}

/** Sleeps until all threads work. */
export function awaitWorkers(threads: () => { wanted: number; working: number }): void {
  const word = new Int32Array(new SharedArrayBuffer(4));
  const until = performance.now() + 20_000;
  while (threads().working < threads().wanted) {
    if (performance.now() > until) throw new Error('the workers did not start within 20 s');
    Atomics.wait(word, 0, 0, 1);
  }
}
