import { cpu } from '@rondo/backend-cpu';
import { useBackend } from '@rondo/tensor';
import { beforeAll, expect, it } from 'vitest';
import { Mistake } from '../../../mistakes/mistake.ts';
import { usualSettings } from '../run/run-settings.ts';
import { reopenRun, startRun } from './training-run.ts';

beforeAll(() => useBackend(cpu()));

it('goes on from a file with its own text only, and translates without', async () => {
  const text = Array.from({ length: 20 }, (_, n) => `number ${n}\tZahl ${n}`).join('\n');
  const run = await startRun({ ...usualSettings('own', 'attention'), size: 32 }, text);
  const bytes = await run.checkpoint();
  for (const other of [text.replaceAll('Zahl', 'Nummer'), 'no tab', ' ']) {
    await expect(reopenRun(bytes, other)).rejects.toThrow(new Mistake('otherText'));
  }
  const [same, none] = [await reopenRun(bytes, text), await reopenRun(bytes, undefined)];
  expect([same.trainer?.step, none.trainer]).toEqual([0, undefined]);
  for (const one of [run, same, none]) {
    one.end();
    one.model.dispose();
  }
});
