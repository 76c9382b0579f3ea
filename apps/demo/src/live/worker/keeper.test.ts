import { describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../protocol.ts';
import type { KeptRun } from '../run/kept-runs.ts';
import { keeperOf } from './keeper.ts';

const run: KeptRun<string, number> = {
  facts: { settings: 'all', step: 3, totalSteps: 9, at: 77 },
  rest: 5,
};

const keeper = (keep: (own: KeptRun<string, number>) => Promise<void>) => {
  const events: RunEvent<never>[] = [];
  const runs = { keep };
  const snapshot = vi.fn<() => Promise<KeptRun<string, number>>>(async () => run);
  return {
    events,
    snapshot,
    keep: keeperOf({
      runs,
      keepAs: { id: 'a', replaces: [] },
      snapshot,
      tell: (event) => events.push(event),
    }),
  };
};

describe('what keeps a run', () => {
  it('does so when it is due, or now', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const { events, snapshot, keep } = keeper(async () => undefined);
      await keep('if due');
      expect(snapshot).not.toHaveBeenCalled();
      expect(await keep('now')).toBe(true);
      expect(events).toEqual([{ kind: 'saved', at: 77 }]);
      vi.advanceTimersByTime(7999);
      await keep('if due');
      expect(snapshot).toHaveBeenCalledTimes(1);
      vi.advanceTimersByTime(2);
      await keep('if due');
      expect(snapshot).toHaveBeenCalledTimes(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it('tells where the browser refuses, and lets training go on', async () => {
    const { events, keep } = keeper(() => Promise.reject(new Error('storage is full')));
    expect(await keep('now')).toBe(false);
    const fault = { name: 'Error', message: 'storage is full' };
    expect(events).toEqual([{ kind: 'failed', what: 'keeping', fault }]);
  });
});
