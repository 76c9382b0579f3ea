import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../protocol.ts';
import { Drive, type DriveStep } from './drive.ts';

interface Note {
  readonly kind: 'note';
  readonly text: string;
}

/** A run of 40 steps that notes every tenth, and breaks at `breakAt`. */
class Run {
  step = 0;
  onStep: (step: number) => void = () => undefined;
  readonly #breakAt: number | undefined;

  constructor(breakAt?: number) {
    this.#breakAt = breakAt;
  }

  async *loop(): AsyncGenerator<DriveStep | Note, void> {
    while (this.step < 40) {
      this.step += 1;
      const { step } = this;
      if (step === this.#breakAt) throw new RangeError('the loss is NaN');
      await Promise.resolve();
      yield { kind: 'step', step, totalSteps: 40, loss: 1 / step, amount: 7 };
      if (step % 10 === 0) yield { kind: 'note', text: `at ${step}` };
      this.onStep(step);
    }
  }
}

const driven = (run = new Run(), isKept = true) => {
  const events: RunEvent<string>[] = [];
  const kept: string[] = [];
  const drive = new Drive<DriveStep | Note, string>({
    run: () => run.loop(),
    onEvent: ({ text }) => void events.push({ kind: 'told', what: text }),
    tell: (event) => events.push(event),
    keep: async (when) => {
      kept.push(when);
      return isKept;
    },
    end: () => void events.push({ kind: 'told', what: 'ended' }),
  });
  const steps = () =>
    events.flatMap((event) =>
      event.kind === 'progress' ? event.losses.map(({ step }) => step) : [],
    );
  return { run, drive, events, kept, steps };
};

const upTo = (last: number): number[] => Array.from({ length: last }, (_, n) => n + 1);

describe('a drive', () => {
  it('takes all steps, tells each once, keeps the run at the end', async () => {
    const { drive, events, kept, steps } = driven();
    await drive.run();
    expect(steps()).toEqual(upTo(40));
    expect(events.at(-1)).toEqual({ kind: 'rested', why: 'finished' });
    expect(events.filter(({ kind }) => kind === 'told')).toHaveLength(5);
    expect(kept.at(-1)).toBe('now');
    expect(drive.losses.points).toHaveLength(40);
    const last = events.findLast((event) => event.kind === 'progress');
    expect(last).toMatchObject({ step: 40, totalSteps: 40, secondsLeft: 0 });
  });

  it.each([
    ['pause', 'paused', true],
    ['stop', 'stopped', false],
  ] as const)('rests between two steps upon %s, and goes on', async (how, why, isKept) => {
    const { run, drive, events, steps } = driven(new Run(), isKept);
    run.onStep = (step) => {
      if (step === 13) drive.steer(how);
    };
    await drive.run();
    expect(events.at(-1)).toEqual({ kind: 'rested', why });
    expect(drive.isEnded).toBe(false);
    const rested = run.step;
    expect(rested).toBeLessThan(16);
    expect(steps()).toEqual(upTo(rested));
    await drive.run();
    expect(steps()).toEqual(upTo(40));
  });

  it.each(['while it learns', 'at rest'])('ends where it is stopped and kept, %s', async (when) => {
    const { run, drive, events, kept } = driven();
    run.onStep = (step) => {
      if (step === 13) drive.steer(when === 'at rest' ? 'pause' : 'stop');
    };
    await drive.run();
    if (when === 'at rest') {
      drive.steer('stop');
      drive.steer('stop');
      await drive.between(async () => undefined);
      await drive.between(async () => undefined);
    }
    const told = events.slice(-2);
    expect(told).toEqual([
      { kind: 'told', what: 'ended' },
      { kind: 'rested', why: 'stopped' },
    ]);
    expect(drive.isEnded).toBe(true);
    const { step } = run;
    const times = kept.length;
    drive.steer('stop');
    await drive.run();
    expect([run.step, kept.length, events.at(-1)]).toEqual([step, times, told[1]]);
    expect(await drive.between(async () => 'an answer')).toBe('an answer');
  });

  it('does not run twice at once', async () => {
    const { run, drive, steps } = driven();
    run.onStep = () => drive.steer('train');
    await drive.run();
    expect(steps()).toEqual(upTo(40));
  });

  it('answers between two steps, and at rest, of one model', async () => {
    const { run, drive } = driven();
    const steps: [number, number][] = [];
    const ask = (): Promise<void> =>
      drive.between(async () => {
        const before = run.step;
        for (let n = 0; n < 50; n++) await Promise.resolve();
        await new Promise((resolve) => setTimeout(resolve, 5));
        steps.push([before, run.step]);
      });
    const answers = [ask()];
    run.onStep = (step) => {
      if (step === 7 || step === 40) answers.push(ask());
    };
    await drive.run();
    answers.push(ask());
    await Promise.all(answers);
    expect(steps).toEqual([
      [0, 0],
      [8, 8],
      [40, 40],
      [40, 40],
    ]);
  });

  it('tells of an error, and rejects nothing', async () => {
    const { drive, events } = driven(new Run(5));
    await drive.run();
    const fault = { name: 'RangeError', message: 'the loss is NaN' };
    expect(events.at(-1)).toEqual({ kind: 'failed', what: 'training', fault });
  });
});
