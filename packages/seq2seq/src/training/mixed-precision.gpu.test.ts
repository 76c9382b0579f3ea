import { webgpu } from '@rondo/backend-webgpu';
import { useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { eventsOf, lossesOf, toyConfig, toyTrainer } from '../../test/toy-run.ts';
import type { StepEvent } from './events.ts';
import type { TrainingConfig } from '../config/schema.ts';

const steps = 60;

/** The steps of a small model on the graphics device; the device computes as `precision` says. */
async function stepsIn(precision: TrainingConfig['precision']): Promise<StepEvent[]> {
  const gpu = await webgpu({ mixedPrecision: precision === 'mixed' });
  useBackend(gpu);
  const trainer = toyTrainer(toyConfig({ precision, epochs: 100, validateEvery: 1000 }));
  const events = await eventsOf(trainer, steps);
  expect(gpu.describe().mixedPrecision).toBe(precision === 'mixed');
  trainer.dispose();
  trainer.model.dispose();
  gpu.dispose();
  return events.filter((event) => event.kind === 'step');
}

it('learns in mixed precision as in float32', async () => {
  const expected = lossesOf(await stepsIn('float32'));
  const mixed = await stepsIn('mixed');
  const received = lossesOf(mixed);
  expect(received).toHaveLength(steps);
  expect(expected.at(-1)).toBeLessThan(0.9 * expected[0]!);
  for (const [step, loss] of expected.entries()) {
    expect(Math.abs(received[step]! - loss), `step ${step + 1}`).toBeLessThan(0.02 * loss);
  }
  expect(received).not.toEqual(expected);
  expect(mixed.filter(({ skipped }) => skipped).length).toBeLessThan(5);
  expect(mixed.every(({ lossScale }) => lossScale! >= 1024)).toBe(true);
});
