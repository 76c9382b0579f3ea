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

const driven = (run = new Run()) => {
  const events: RunEvent<string>[] = [];
  const kept: string[] = [];
  const drive = new Drive<DriveStep | Note, string>({
    run: () => run.loop(),
    onEvent: ({ text }) => void events.push({ kind: 'told', what: text }),
    tell: (event) => events.push(event),
    keep: async (when) => void kept.push(when),
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
    expect(events.filter(({ kind }) => kind === 'told')).toHaveLength(4);
    expect(kept.at(-1)).toBe('now');
    expect(drive.losses.points).toHaveLength(40);
    const last = events.findLast((event) => event.kind === 'progress');
    expect(last).toMatchObject({ step: 40, totalSteps: 40, secondsLeft: 0 });
  });

  it.each([
    ['pause', 'paused'],
    ['stop', 'stopped'],
  ] as const)('rests between two steps upon %s, and goes on', async (how, why) => {
    const { run, drive, events, steps } = driven();
    run.onStep = (step) => {
      if (step === 13) drive.steer(how);
    };
    await drive.run();
    expect(events.at(-1)).toEqual({ kind: 'rested', why });
    const rested = run.step;
    expect(rested).toBeLessThan(16);
    expect(steps()).toEqual(upTo(rested));
    await drive.run();
    expect(steps()).toEqual(upTo(40));
  });

  it('does not run twice at once', async () => {
    const { run, drive, steps } = driven();
    run.onStep = () => drive.steer('train');
    await drive.run();
    expect(steps()).toEqual(upTo(40));
  });

  it('tells of an error, and rejects nothing', async () => {
    const { drive, events } = driven(new Run(5));
    await drive.run();
    const fault = { name: 'RangeError', message: 'the loss is NaN' };
    expect(events.at(-1)).toEqual({ kind: 'failed', what: 'training', fault });
  });
});
