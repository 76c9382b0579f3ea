import { cpu } from '@rondo/backend-cpu';
import { useBackend } from '@rondo/tensor';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { CurveSet } from './curve-set.ts';
import { Learning } from './learning.ts';
import { usualLearning } from './learn-settings.ts';
import { loopOf, type CheckEvent } from './loop.ts';

beforeAll(() => useBackend(cpu()));

/** Takes steps until one that `isEnough`, and tells which losses were told. */
async function drive(learning: Learning, isEnough: (step: number) => boolean) {
  const steps: number[] = [];
  const told: CheckEvent[] = [];
  for await (const event of loopOf(learning, (last) => told.push(last))) {
    if (event.kind === 'checked') told.push(event);
    else {
      steps.push(event.step);
      vi.advanceTimersByTime(100);
      if (isEnough(event.step)) break;
    }
  }
  const curves = new CurveSet();
  for (const { fresh } of told) curves.add(fresh);
  return { steps, checkedAt: told.map(({ checked }) => checked.step), curves: curves.points };
}

describe('the loop of a run', () => {
  it('looks now and then, and where it is left; goes on from there', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const learning = new Learning({ ...usualLearning, delay: 2, units: 4, steps: 10 });
    try {
      const first = await drive(learning, (step) => step === 7);
      expect(first.steps).toEqual([1, 2, 3, 4, 5, 6, 7]);
      expect(first.checkedAt).toEqual([3, 6, 7]);
      const second = await drive(learning, () => false);
      expect(second.steps).toEqual([8, 9, 10]);
      expect(second.checkedAt.at(-1)).toBe(10);
      for (const points of Object.values(first.curves)) {
        expect(points.map(({ step }) => step)).toEqual(first.steps);
      }
      for (const points of Object.values(second.curves)) {
        expect(points.map(({ step }) => step)).toEqual(second.steps);
      }
    } finally {
      learning.dispose();
      vi.useRealTimers();
    }
  });
});
