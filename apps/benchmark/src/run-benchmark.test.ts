import { workloads } from '@rondo/workloads';
import { describe, expect, it } from 'vitest';
import { fakeContestant, fakeWorkload } from '../test/fakes.ts';
import { runBenchmark } from './run-benchmark.ts';

const newLength = workloads.find(({ kind }) => kind === 'new_length')!;

describe('runBenchmark', () => {
  it('goes through its plan, whoever is missing or breaks', async () => {
    const heard: string[] = [];
    const plan = {
      contestants: [
        fakeContestant('a', 'right', 2),
        { ...fakeContestant('b'), missing: 'not installed' },
        fakeContestant('c', 'no start'),
        fakeContestant('d', 'crash'),
      ],
      workloads: [fakeWorkload, newLength],
      startup: true,
      memoryOf: fakeWorkload,
      rounds: 1,
      sampleMs: 1,
      budgetMs: 1000,
      timeoutMs: 30_000,
      command: 'npm run bench',
    };
    const results = await runBenchmark(plan, ({ workloads: soFar }) => {
      heard.push(soFar.at(-1)!.name);
    });
    expect(heard).toEqual(['softmax', 'new_length', 'startup', 'memory_softmax']);
    expect(results.workloads.map(({ name }) => name)).toEqual(heard);
    expect(results.contestants.map(({ missing }) => missing)).toEqual([
      undefined,
      'not installed',
      expect.stringContaining('the library is broken'),
      undefined,
    ]);
    const [timed, first] = results.workloads;
    expect(Object.keys(timed!.cells).toSorted()).toEqual(['a', 'd']);
    expect(timed!.cells['a']).toMatchObject({ status: 'timed', wallMs: { median: 2 } });
    expect(first!.cells['a']).toMatchObject({ status: 'value', value: 1.75 });
    expect(first!.cells['d']).toMatchObject({ status: 'failed' });
  });

  it('refuses to measure where none of ours can take part', async () => {
    const plan = {
      contestants: [
        { ...fakeContestant('rondo-t9', 'no start'), kind: 'ours' as const },
        fakeContestant('peer'),
      ],
      workloads: [fakeWorkload],
      startup: false,
      memoryOf: undefined,
      rounds: 1,
      sampleMs: 1,
      budgetMs: 1000,
      timeoutMs: 30_000,
      command: 'npm run bench',
    };
    await expect(runBenchmark(plan, () => {})).rejects.toThrow(
      /none of our configurations can take part: rondo-t9: .*the library is broken/s,
    );
  });
});
