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
  expect(await ask(100)).toBe(0);
  const later: number[] = [];
  for (let i = 0; i < 8; i++) later.push(await ask(100));
  expect(later.at(-1)).toBeGreaterThan(65);
  expect(Math.max(...later)).toBeLessThan(71);
  const short: number[] = [];
  for (let i = 0; i < 20; i++) short.push(await ask(2));
  expect(short.at(-1)).toBe(0);
  vi.useRealTimers();
});
