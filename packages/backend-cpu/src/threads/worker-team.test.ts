import { InternalError } from '@rondo/tensor';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { threadedContext } from '../../test/threaded-context.ts';
import { i32, type ModuleBuilder } from '../wasm/assembler/index.ts';
import { kernelModule } from '../wasm/kernel-module.ts';

/** Adds 1 to each number of a range and writes down which thread did. */
function define(module: ModuleBuilder): void {
  const parameters = { thread: 'i32', begin: 'i32', end: 'i32', who: 'i32' } as const;
  module.function('count', { parameters }, (f, p) => {
    f.for(p.begin, p.end, 4, (at) => f.store(at, i32.add(i32.load(at), 1)));
    f.store(p.who, i32.add(p.thread, 1));
  });
  module.function('fail', { parameters: { thread: 'i32', fails: 'i32' } }, (f, p) => {
    // Reads behind the end of the memory.
    f.if(p.fails, () => f.store(0, i32.load(-8)));
  });
}

interface Exports {
  count(thread: number, begin: number, end: number, who: number): void;
  fail(thread: number, fails: number): void;
}

describe.each([2, 3])('a team of %i threads', (threads) => {
  const context = threadedContext(threads);
  const { memory, team } = context;
  const kernels = kernelModule<Exports>(context, define);
  afterAll(() => team.dispose());

  /** Runs jobs over `words` words until all threads had a call; gives what the words hold and who took part. */
  function countOnce(words: number, cuts: number): { numbers: Int32Array; who: Int32Array } {
    const block = memory.allocate(4 * words);
    const names = memory.allocate(4 * cuts);
    memory.i32.fill(0, block.pointer / 4, block.pointer / 4 + words);
    const calls = Array.from({ length: cuts }, (_, i) => [
      block.pointer + 4 * Math.floor((words * i) / cuts),
      block.pointer + 4 * Math.floor((words * (i + 1)) / cuts),
      names.pointer + 4 * i,
    ]);
    team.run(kernels.team('count'), calls);
    const numbers = memory.i32.slice(block.pointer / 4, block.pointer / 4 + words);
    const who = memory.i32.slice(names.pointer / 4, names.pointer / 4 + cuts);
    memory.free(block);
    memory.free(names);
    return { numbers, who };
  }

  it('makes each call once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 40 }), (n, cuts) => {
        const { numbers, who } = countOnce(n, cuts);
        expect(numbers.every((times) => times === 1)).toBe(true);
        expect(who.every((name) => name >= 1 && name <= threads)).toBe(true);
      }),
    );
  });

  it('is joined by its workers', () => {
    const seen = new Set<number>();
    const until = performance.now() + 30_000;
    while (seen.size < threads && performance.now() < until) {
      for (const name of countOnce(1_000_000, 16).who) seen.add(name);
    }
    expect(seen.size).toBe(threads);
  });

  it('takes more calls than a job holds', () => {
    const { numbers } = countOnce(20_000, 9000);
    expect(numbers.every((times) => times === 1)).toBe(true);
  });

  it('sees memory that grew after the workers started', () => {
    const kept = memory.allocate(memory.capacity + 10_000_000);
    for (let i = 0; i < 20; i++) {
      expect(countOnce(100_000, 8).numbers.every((times) => times === 1)).toBe(true);
    }
    memory.free(kept);
  });

  it('works again after it slept', async () => {
    for (let i = 0; i < 5; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(countOnce(50_000, 8).numbers.every((times) => times === 1)).toBe(true);
    }
  });

  it('reports a kernel that failed on any thread, and goes on', () => {
    const fail = kernels.team('fail');
    // The words are the engine's: on this thread alone, behind ours on a worker.
    const fault = /^(a kernel failed on a worker: RuntimeError: )?memory access out of bounds/;
    for (let i = 0; i < 20; i++) {
      expect(() =>
        team.run(
          fail,
          Array.from({ length: 12 }, () => [1]),
        ),
      ).toThrow(fault);
    }
    const one = (): void => team.run(fail, [[0], [0], [0], [1], [0], [0], [0], [0]]);
    for (let i = 0; i < 200; i++) expect(one).toThrow(fault);
    expect(countOnce(5000, 8).numbers.every((times) => times === 1)).toBe(true);
  });
});

it('knows a bounded number of modules', () => {
  const { team } = threadedContext(2);
  const bytes = new Uint8Array(8);
  for (let i = 0; i < 1024; i++) team.register(bytes);
  expect(() => team.register(bytes)).toThrow(InternalError);
  team.dispose();
});
