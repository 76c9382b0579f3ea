import { describe, expect, it } from 'vitest';
import { LossSeries } from './loss-series.ts';

describe('the losses of a run', () => {
  it('are all there while they are few', () => {
    const series = new LossSeries(10);
    for (let step = 1; step <= 10; step++) series.add(step, 11 - step);
    expect(series.points).toHaveLength(10);
    expect(series.points[3]).toEqual({ step: 4, loss: 7 });
  });

  it('stay few, and keep mean and place', () => {
    const series = new LossSeries(16);
    for (let step = 1; step <= 10_000; step++) series.add(step, step);
    expect(series.points.length).toBeLessThanOrEqual(16);
    const last = series.points.at(-1)!;
    const stride = last.step - series.points.at(-2)!.step;
    expect(last.loss).toBeCloseTo(last.step - (stride - 1) / 2, 6);
    expect(10_000 - last.step).toBeLessThan(stride);
  });

  it('go on from what was kept', () => {
    const first = new LossSeries(16);
    for (let step = 1; step <= 100; step++) first.add(step, 1);
    const second = new LossSeries(16, first.points);
    for (let step = 101; step <= 200; step++) second.add(step, 1);
    expect(second.points.length).toBeLessThanOrEqual(16);
    expect(second.points.every(({ loss }) => loss === 1)).toBe(true);
  });
});
