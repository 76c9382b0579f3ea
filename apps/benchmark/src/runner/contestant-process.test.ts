import { describe, expect, it } from 'vitest';
import { fakeContestant, fakeWorkload } from '../../test/fakes.ts';
import { ContestantError, ContestantProcess } from './contestant-process.ts';

const longEnough = 30_000;

describe('ContestantProcess', () => {
  it('asks and hears, past what is no answer', async () => {
    const contestant = new ContestantProcess(fakeContestant('a', 'right', 4));
    expect(await contestant.request({ run: 3 }, longEnough)).toMatchObject({ wallMs: 12 });
    expect(await contestant.request({ prepare: fakeWorkload }, longEnough)).toMatchObject({
      ok: true,
    });
    await contestant.close();
    expect(contestant.alive).toBe(false);
  });

  it('says how a process ended and its last words', async () => {
    const contestant = new ContestantProcess(fakeContestant('a', 'crash'));
    await expect(contestant.request({ run: 1 }, longEnough)).rejects.toThrow(
      new ContestantError('ended with exit code 7: out of luck'),
    );
    await expect(contestant.request({ run: 1 }, longEnough)).rejects.toThrow('exit code 7');
  });

  it('kills what hangs', async () => {
    const contestant = new ContestantProcess(fakeContestant('a', 'hang'));
    await contestant.request({ describe: true }, longEnough);
    await expect(contestant.request({ run: 1 }, 200)).rejects.toThrow('no answer within');
    expect(contestant.alive).toBe(false);
  });

  it('passes on an error and lives on', async () => {
    const contestant = new ContestantProcess(fakeContestant('a', 'error'));
    await expect(contestant.request({ run: 1 }, longEnough)).rejects.toThrow(
      new ContestantError('a bad day'),
    );
    expect(await contestant.request({ memory: true }, longEnough)).toMatchObject({
      peakBytes: 5e6,
    });
    await contestant.close();
  });

  it('says what cannot be started', async () => {
    const contestant = { ...fakeContestant('a'), command: 'no-such-program-here' };
    const started = new ContestantProcess(contestant);
    await expect(started.request({ run: 1 }, longEnough)).rejects.toThrow('cannot be started');
  });
});
