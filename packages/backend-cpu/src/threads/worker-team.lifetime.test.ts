import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { awaitWorkers } from '../../test/threaded-context.ts';
import { detectedEngine } from '../engine.ts';
import type { KernelContext } from '../kernel-context.ts';
import { LinearMemory } from '../linear-memory.ts';
import { i32, type ModuleBuilder } from '../wasm/assembler/index.ts';
import { kernelModule } from '../wasm/kernel-module.ts';
import { type StartWorker, startWorker } from './start-worker.ts';
import { WorkerTeam } from './worker-team.ts';

/** Adds 1 to a word, or reads behind the end of the memory. */
function define(module: ModuleBuilder): void {
  module.function('add', { parameters: { thread: 'i32', at: 'i32', fails: 'i32' } }, (f, p) => {
    f.if(p.fails, () => f.store(0, i32.load(-8)));
    f.store(p.at, i32.add(i32.load(p.at), 1));
  });
}

interface Exports {
  add(thread: number, at: number, fails: number): void;
}

const left: (() => void)[] = [];

afterEach(() => {
  for (const dispose of left.splice(0)) dispose();
  vi.restoreAllMocks();
});

/** A team with a function that makes `count` calls, each of which adds 1 to a word of its own, and gives the words. */
function counting(threads: number, start: StartWorker) {
  const memory = new LinearMemory({ shared: true, maximumBytes: 2 ** 24 });
  const team = new WorkerTeam(memory, threads, start);
  const context: KernelContext = { memory, engine: detectedEngine(), team };
  const kernel = kernelModule<Exports>(context, define).team('add');
  const run = (count: number, fails = 0): number[] => {
    const block = memory.allocate(64 * count);
    const words = Array.from({ length: count }, (_, i) => block.pointer + 64 * i);
    for (const at of words) memory.i32[at / 4] = 0;
    try {
      team.run(
        kernel,
        words.map((at) => [at, fails]),
      );
      return words.map((at) => memory.i32[at / 4]!);
    } finally {
      memory.free(block);
    }
  };
  return { team, run };
}

const once = (count: number): number[] => Array.from({ length: count }, () => 1);

/** Starts workers and keeps when each has ended. */
function watched(): { start: StartWorker; ended: Promise<unknown>[] } {
  const ended: Promise<unknown>[] = [];
  const start: StartWorker = (assignment) => {
    const worker = startWorker(assignment) as Worker;
    ended.push(new Promise((resolve) => worker.once('exit', resolve)));
    return worker;
  };
  return { start, ended };
}

describe('a job after one that failed on several threads', () => {
  it('is not blamed for it', () => {
    const { team, run } = counting(3, startWorker);
    left.push(() => team.dispose());
    awaitWorkers(() => ({ wanted: 3, working: team.ready }));
    for (let i = 0; i < 200; i++) {
      expect(() => run(24, 1)).toThrow(/out of bounds|failed on a worker/);
      expect(run(24)).toEqual(once(24));
    }
  });
});

describe('a worker that cannot start', () => {
  it('is done without, which is said once', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const { team, run } = counting(3, () => {
      throw new Error('no more threads');
    });
    left.push(() => team.dispose());
    expect(team.ready).toBe(1);
    expect(run(24)).toEqual(once(24));
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toMatch(/no more threads/);
  });

  it('is done without when it never comes', () => {
    const { team, run } = counting(2, () => ({ terminate() {} }));
    left.push(() => team.dispose());
    expect(run(24)).toEqual(once(24));
  });
});

describe('the workers end', () => {
  it('when their team is disposed of, whether they start, work or sleep', async () => {
    const { start, ended } = watched();
    for (const wait of [0, 1, 30]) {
      const { team, run } = counting(3, start);
      if (wait > 0) {
        awaitWorkers(() => ({ wanted: 3, working: team.ready }));
        run(24);
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
      team.dispose();
      expect(run(24)).toEqual(once(24));
    }
    await Promise.all(ended);
    expect(ended).toHaveLength(6);
  });

  it('when nobody can reach their team any more', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const { start, ended } = watched();
    (() => {
      const { team, run } = counting(3, start);
      awaitWorkers(() => ({ wanted: 3, working: team.ready }));
      run(24);
    })();
    let over = false;
    const all = Promise.all(ended).then(() => (over = true));
    const until = performance.now() + 20_000;
    while (!over && performance.now() < until) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(over).toBe(true);
    await all;
  });
});

it('many teams work side by side', () => {
  const teams = Array.from({ length: 12 }, () => counting(2, startWorker));
  left.push(() => teams.forEach(({ team }) => team.dispose()));
  for (const { team } of teams) awaitWorkers(() => ({ wanted: 2, working: team.ready }));
  for (let i = 0; i < 20; i++) for (const { run } of teams) expect(run(16)).toEqual(once(16));
});
