import { cpu } from '@rondo/backend-cpu';
import { useBackend } from '@rondo/tensor';
import { beforeAll, expect, it } from 'vitest';
import { Mistake } from '../../../mistakes/mistake.ts';
import { usualSettings } from '../run/words-settings.ts';
import { loopOf } from './loop.ts';
import { startRun } from './training-run.ts';

beforeAll(() => useBackend(cpu()));

it('tells where frequent words are so many that none is left beside another', async () => {
  const settings = { ...usualSettings('own'), epochs: 60 };
  const run = await startRun(settings, 'sun moon\nsea sky\n'.repeat(14), false);
  const all = async (): Promise<void> => {
    for await (const _ of loopOf(run.trainer, run.totalSteps, { isSlow: false }));
  };
  await expect(all()).rejects.toThrow(new Mistake('fewNeighbours'));
  run.trainer.dispose();
});
