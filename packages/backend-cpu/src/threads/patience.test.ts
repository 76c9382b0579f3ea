import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Patience } from './patience.ts';

let now = 0;

beforeEach(() => {
  now = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Two threads share the calls of a job as they should. */
const fast = { calls: 8, own: 4, worked: 1, took: 1.05 };
/** A worker stands still in the middle of a call. */
const stalled = { calls: 8, own: 7, worked: 1.8, took: 6 };
/** A worker takes the processor of the thread that woke it, and all calls. */
const displaced = { calls: 8, own: 0, worked: 0, took: 2.2 };

/** How long the team works alone from now on, in milliseconds. */
function pause(patience: Patience): number {
  const start = now;
  while (!patience.allows()) now++;
  return now - start;
}

describe('Patience', () => {
  it('stays as long as threads gain', () => {
    const patience = new Patience();
    for (let i = 0; i < 100; i++) {
      patience.saw(fast);
      expect(patience.allows()).toBe(true);
    }
  });

  it('forgives a job now and then that stood still', () => {
    const patience = new Patience();
    for (let i = 0; i < 200; i++) {
      for (let job = 0; job < 10; job++) patience.saw(fast);
      patience.saw(stalled);
      expect(patience.allows()).toBe(true);
    }
  });

  it.each([
    ['stand still', stalled],
    ['take the processor of the first', displaced],
  ])('is lost for longer and longer where threads %s', (_, job) => {
    const patience = new Patience();
    const pauses = Array.from({ length: 9 }, () => {
      patience.saw(job);
      return pause(patience);
    });
    expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 200, 200, 200]);
  });

  it('is lost where jobs gain less in between than others lose', () => {
    const patience = new Patience();
    let alone = 0;
    let together = 0;
    for (let i = 0; i < 100; i++) {
      for (const job of [fast, fast, stalled]) {
        patience.saw(job);
        together += job.took;
        alone += pause(patience);
      }
    }
    expect(alone).toBeGreaterThan(10 * together);
  });

  it('comes back when threads gain again', () => {
    const patience = new Patience();
    for (let i = 0; i < 20; i++) {
      patience.saw(stalled);
      pause(patience);
    }
    for (let i = 0; i < 10; i++) patience.saw(fast);
    for (let i = 0; i < 5; i++) {
      patience.saw(fast);
      expect(patience.allows()).toBe(true);
    }
    patience.saw(stalled);
    expect(pause(patience)).toBeLessThan(10);
  });
});
