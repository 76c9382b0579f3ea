import { spawnSync } from 'node:child_process';
import { RangeFault } from '@rondo/tensor';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { awaitWorkers } from '../../test/threaded-context.ts';
import { workerSource } from '../generated/worker-source.ts';
import { LinearMemory } from '../linear-memory.ts';
import { chooseTeam, threadNotes, threadsOf } from './choose-team.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('threadsOf', () => {
  it('is one unless told otherwise', () => expect(threadsOf({})).toBe(1));

  it('is the number of processors for auto', () => {
    expect(threadsOf({ threads: 'auto' })).toBeGreaterThanOrEqual(1);
  });

  it.each([0, -1, 1.5, NaN, 65, '2' as unknown as number])('refuses %o', (threads) => {
    expect(() => threadsOf({ threads })).toThrow(RangeFault);
  });

  it('is one, said once, where threads cannot share memory', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    vi.stubGlobal('crossOriginIsolated', false);
    expect(threadsOf({ threads: 'auto' })).toBe(1);
    expect(warn).not.toHaveBeenCalled();
    expect(threadsOf({ threads: 3 })).toBe(1);
    expect(threadsOf({ threads: 3 })).toBe(1);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]![0]).toMatch(/Cross-Origin-Opener-Policy/);
    expect(threadNotes({ threads: 3 })).toEqual([expect.stringMatching(/runs on one$/)]);
    expect(threadNotes({ threads: 1 })).toEqual([]);
  });
});

describe('chooseTeam', () => {
  it('starts as many workers as are missing', () => {
    const team = chooseTeam(new LinearMemory({ shared: true, maximumBytes: 2 ** 24 }), 3, {});
    awaitWorkers(() => ({ wanted: team.threads, working: team.ready }));
    expect(team.ready).toBe(3);
    team.dispose();
  });

  it('lets a process exit that has nothing left to do', () => {
    // The program of the workers alone, since Node 20 does not read TypeScript.
    const program = `
      const { Worker } = require('node:worker_threads');
      const memory = new WebAssembly.Memory({ initial: 4, maximum: 4, shared: true });
      const worker = new Worker(process.env.SOURCE, { eval: true });
      worker.unref();
      worker.postMessage({ memory, control: 64, thread: 1 });
      const words = new Int32Array(memory.buffer, 64);
      while (Atomics.load(words, 50) === 0) Atomics.wait(words, 60, 0, 1);
      console.log('done');`;
    const env = { ...process.env, SOURCE: workerSource };
    const child = spawnSync(process.execPath, ['-e', program], { env, timeout: 20_000 });
    expect(child.stdout.toString()).toBe('done\n');
    expect(child.status).toBe(0);
  });
});
