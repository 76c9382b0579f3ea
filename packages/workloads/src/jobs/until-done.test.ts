import { describe, expect, it } from 'vitest';
import type { Job } from '../job.ts';
import { untilDone } from './until-done.ts';

describe('untilDone', () => {
  const events: string[] = [];
  const job: Job = {
    run: () => void events.push('recorded'),
    outputs: async () => ({ y: Float32Array.of(1) }),
    dispose: () => void events.push('disposed'),
  };
  const finish = async (): Promise<void> => {
    await Promise.resolve();
    events.push('done');
  };

  it('has run when the device has', async () => {
    const waiting = untilDone(job, finish) as Job;
    await waiting.run();
    expect(events).toEqual(['recorded', 'done']);
    expect(await waiting.outputs()).toEqual({ y: Float32Array.of(1) });
    waiting.dispose();
    expect(events.at(-1)).toBe('disposed');
  });

  it('leaves out what it cannot wait for', () => {
    const first = async () => ({ firstMs: [], againMs: [] });
    expect(untilDone({ ...job, first }, finish)).toMatchObject({
      unsupported: expect.stringContaining('first calls'),
    });
    expect(untilDone({ unsupported: 'no means' }, finish)).toEqual({ unsupported: 'no means' });
  });
});
