import { expect, it, vi } from 'vitest';
import { Patience } from './patience.ts';

/** Time passes only as timers say. */
it('asks late where waits are long, and at once where they are short again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
  const patience = new Patience();
  let doneAt = 0;
  /** Waits for a device that needs `duration`; returns when it was asked, from the start on. */
  const ask = async (duration: number): Promise<number> => {
    const start = performance.now();
    doneAt = start + duration;
    let askedAt = 0;
    const waiting = patience.wait(async () => {
      askedAt = performance.now() - start;
      const rest = doneAt - performance.now();
      if (rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
    });
    await vi.runAllTimersAsync();
    await waiting;
    return askedAt;
  };
  // A single long wait, such as a compilation, says nothing of the next.
  expect(await ask(2000)).toBe(0);
  expect(await ask(2)).toBe(0);
  expect(await ask(2)).toBe(0);
  // Two alike do; a short one after them is met too late once, and once only.
  expect([await ask(100), await ask(100)]).toEqual([0, 0]);
  for (let i = 0; i < 4; i++) expect(await ask(100)).toBeCloseTo(70, 0);
  expect(await ask(2)).toBeCloseTo(70, 0);
  for (let i = 0; i < 4; i++) expect(await ask(2)).toBe(0);
  vi.useRealTimers();
});
