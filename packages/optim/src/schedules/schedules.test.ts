import { RangeFault } from '@rondo/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as schedules from './index.ts';

const rates = (schedule: schedules.Schedule, steps: readonly number[]): number[] =>
  steps.map((step) => schedule.learningRate(step));

describe('schedules', () => {
  it.each([
    ['constant', schedules.constant(0.5), [0, 1, 1000], [0.5, 0.5, 0.5]],
    [
      'constant, warm-up',
      schedules.constant(0.8, { warmup: 4 }),
      [0, 1, 3, 4, 99],
      [0.2, 0.4, 0.8, 0.8, 0.8],
    ],
    [
      // torch.optim.lr_scheduler.OneCycleLR(…, 4e-3, total_steps=11)
      'oneCycle',
      schedules.oneCycle(4e-3, 11),
      [0, 1, 2, 3, 9, 10],
      [
        0.00016, 0.0016893644549389433, 0.0038410456988904698, 0.003918986271285206,
        0.00016418217282516344, 1.6e-8,
      ],
    ],
    [
      'inverseSquareRoot',
      schedules.inverseSquareRoot(0.6, 4),
      [0, 1, 3, 15, 35],
      [0.15, 0.3, 0.6, 0.3, 0.2],
    ],
    // 2 / √64 · t^-0.5 after the warm-up.
    ['noam', schedules.noam(64, 4, 2), [0, 3, 15, 24], [0.25 / 8, 0.125, 0.0625, 0.05]],
    ['step', schedules.step(1, 3, 0.5), [0, 2, 3, 5, 6], [1, 1, 0.5, 0.5, 0.25]],
    ['exponential', schedules.exponential(1, 0.5), [0, 1, 3], [1, 0.5, 0.125]],
    [
      'exponential, warm-up',
      schedules.exponential(1, 0.5, { warmup: 2 }),
      [0, 1, 2, 3],
      [0.5, 1, 1, 0.5],
    ],
    ['plateau, warm-up', schedules.plateau(0.6, { warmup: 3 }), [0, 1, 2, 9], [0.2, 0.4, 0.6, 0.6]],
    [
      'cosine',
      schedules.cosine(1, 6, { final: 0.5 }),
      [0, 2, 3, 6, 99],
      [1, 0.875, 0.75, 0.5, 0.5],
    ],
    [
      'cosine, warm-up',
      schedules.cosine(1, 10, { warmup: 4 }),
      [0, 3, 4, 7, 10],
      [0.25, 1, 1, 0.5, 0],
    ],
    [
      'linear',
      schedules.linear(1, 5, { warmup: 1, final: 0.2 }),
      [0, 1, 3, 5, 9],
      [1, 1, 0.6, 0.2, 0.2],
    ],
  ])('%s', (_name, schedule, steps, expected) => {
    for (const [i, rate] of rates(schedule, steps).entries())
      expect(rate).toBeCloseTo(expected[i]!, 12);
  });

  it('rise during the warm-up, fall after it, and stay between 0 and the peak', () => {
    const kinds = [schedules.cosine, schedules.linear];
    const positive = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(positive, positive, fc.constantFrom(...kinds), (warmup, rest, kind) => {
        const total = warmup + rest;
        const steps = Array.from({ length: total + 3 }, (_, step) => step);
        for (const schedule of [
          kind(0.7, total, { warmup }),
          schedules.inverseSquareRoot(0.7, warmup),
        ]) {
          const found = rates(schedule, steps);
          expect(Math.max(...found)).toBe(0.7);
          expect(found.indexOf(0.7)).toBe(warmup - 1);
          expect(Math.min(...found)).toBeGreaterThanOrEqual(0);
          const after = found.slice(warmup - 1);
          expect(after).toEqual(after.toSorted((a, b) => b - a));
        }
        expect(kind(0.7, total, { warmup }).learningRate(total)).toBe(0);
      }),
    );
  });

  it('refuses steps that make no sense', () => {
    expect(() => schedules.inverseSquareRoot(1, 0)).toThrow(RangeFault);
    expect(() => schedules.noam(64, 0)).toThrow(RangeFault);
    expect(() => schedules.step(1, 0)).toThrow(RangeFault);
    expect(() => schedules.cosine(1, 4, { warmup: 4 })).toThrow(RangeFault);
    expect(() => schedules.linear(1, Number.NaN)).toThrow(RangeFault);
    expect(() => schedules.oneCycle(1, 0)).toThrow(RangeFault);
    expect(() => schedules.plateau(1, { factor: 1 })).toThrow(RangeFault);
  });
});

describe('plateau', () => {
  const observed = (plateau: schedules.Plateau, metrics: readonly number[]): number[] =>
    metrics.map((metric) => {
      plateau.observe(metric);
      return plateau.learningRate();
    });

  it('falls when more than `patience` observations in a row brought nothing', () => {
    const plateau = schedules.plateau(1, { factor: 0.5, patience: 1 });
    expect(observed(plateau, [3, 3, 2, 2, 2, 2, 2])).toEqual([1, 1, 1, 1, 0.5, 0.5, 0.25]);
  });

  it('waits after a fall, and stops at the minimum', () => {
    const plateau = schedules.plateau(1, { factor: 0.5, patience: 0, cooldown: 2, minimum: 0.3 });
    expect(observed(plateau, [1, 1, 1, 1, 1])).toEqual([1, 0.5, 0.5, 0.5, 0.3]);
  });

  it('wants progress by the threshold, upwards when told so', () => {
    const plateau = schedules.plateau(1, { factor: 0.5, patience: 0, threshold: 0.1, mode: 'max' });
    expect(observed(plateau, [10, 10.5, 12, Number.NaN])).toEqual([1, 0.5, 0.5, 0.25]);
  });

  it('goes on from a saved state', () => {
    const options = { factor: 0.5, patience: 2 };
    const first = schedules.plateau(1, options);
    observed(first, [3, 2, 2, 2]);
    const second = schedules.plateau(1, options);
    second.loadStateDict(JSON.parse(JSON.stringify(first.stateDict())) as schedules.PlateauState);
    expect(observed(second, [2, 2, 1])).toEqual(observed(first, [2, 2, 1]));
    expect(second.learningRate()).toBe(0.5);
  });
});
