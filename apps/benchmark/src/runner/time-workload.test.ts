import { describe, expect, it } from 'vitest';
import { fakeContestant, fakeWorkload } from '../../test/fakes.ts';
import type { Contestant } from '../contestant.ts';
import { Entrant } from './entrant.ts';
import { measureMemory } from './measure-memory.ts';
import { measureStartup } from './measure-startup.ts';
import { timeWorkload } from './time-workload.ts';

const options = { rounds: 3, sampleMs: 10, budgetMs: 60_000 };

async function timed(contestants: readonly Contestant[], timeoutMs = 30_000) {
  const entrants = contestants.map((contestant) => new Entrant(contestant, timeoutMs));
  try {
    return await timeWorkload(fakeWorkload, entrants, options);
  } finally {
    await Promise.all(entrants.map((entrant) => entrant.close()));
  }
}

describe('timeWorkload', () => {
  it('times whose numbers are right, and says of the others why not', async () => {
    const { cells, reference } = await timed([
      fakeContestant('first', 'right', 1),
      fakeContestant('near', 'right', 1.001),
      fakeContestant('far', 'right', 1.5),
      fakeContestant('empty', 'silent'),
      fakeContestant('other', 'cannot'),
      fakeContestant('crashing', 'crash'),
      fakeContestant('failing', 'error'),
      fakeContestant('absent', 'no start'),
    ]);
    expect(reference).toBe('first');
    expect(cells['first']).toMatchObject({
      status: 'timed',
      error: undefined,
      repetitions: 10,
      wallMs: { median: 1, samples: 3 },
      cpuMs: { median: 2 },
    });
    expect(cells['near']).toMatchObject({ status: 'timed', wallMs: { median: 1.001 } });
    expect(cells['far']).toEqual({
      status: 'wrong',
      reason: 'c is off by 2.5e-1 of its largest number, against first',
    });
    expect(cells['empty']).toEqual({ status: 'wrong', reason: 'no output c, against first' });
    expect(cells['other']).toEqual({ status: 'cannot', reason: 'not its trade' });
    expect(cells['crashing']).toMatchObject({
      status: 'failed',
      reason: 'ended with exit code 7: out of luck',
    });
    expect(cells['failing']).toEqual({ status: 'failed', reason: 'a bad day' });
    expect(cells['absent']).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('the library is broken') as string,
    });
  });

  it('is not stopped by one that hangs', async () => {
    const { cells } = await timed([fakeContestant('a'), fakeContestant('b', 'hang')], 5000);
    expect(cells['a']).toMatchObject({ status: 'timed' });
    expect(cells['b']).toMatchObject({ status: 'failed', reason: 'no answer within 5 s' });
  });

  it('takes the first that answers as the reference where ours cannot', async () => {
    const { cells, reference } = await timed([
      fakeContestant('ours', 'cannot'),
      fakeContestant('peer'),
    ]);
    expect(reference).toBe('peer');
    expect(cells['peer']).toMatchObject({ status: 'timed' });
  });
});

describe('measures of processes', () => {
  const contestants = [fakeContestant('a', 'right', 50), fakeContestant('b', 'no start')];

  it('are the median of several starts', async () => {
    const { cells } = await measureStartup(contestants, 30_000);
    expect(cells['a']).toEqual({ status: 'value', value: 50, detail: '50 to 50 ms' });
    expect(cells['b']).toMatchObject({ status: 'failed' });
  });

  it('are the peak of a fresh process', async () => {
    const { cells, name } = await measureMemory(fakeWorkload, contestants, 30_000);
    expect(name).toBe('memory_softmax');
    expect(cells['a']).toMatchObject({ status: 'value', value: 5 });
    expect(cells['b']).toMatchObject({ status: 'failed' });
  });
});
