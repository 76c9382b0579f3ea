import { cpu } from '@rondo/backend-cpu';
import { safetensors } from '@rondo/layers-core';
import { tensor, useBackend } from '@rondo/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { cellKinds } from '../cell/cell-kind.ts';
import { usualLearning, type LearnSettings } from './learn-settings.ts';
import { Learning } from './learning.ts';

beforeAll(() => useBackend(cpu()));

async function learned(changes: Partial<LearnSettings>, steps: number) {
  const learning = new Learning({ ...usualLearning, ...changes });
  for (let n = 0; n < steps; n++) await learning.takeStep();
  const checked = await learning.check();
  learning.dispose();
  return checked;
}

describe('learning to remember', () => {
  it('begins with guesses', async () => {
    const { accuracy, sample, chances } = await learned({ delay: 5 }, 0);
    for (const kind of cellKinds) {
      expect(accuracy[kind]).toBeGreaterThan(0.2);
      expect(accuracy[kind]).toBeLessThan(0.8);
      expect(chances[kind]).toHaveLength(sample.signs.length);
    }
  });

  it('comes to an Elman net for short delays', async () => {
    const { accuracy } = await learned({ task: 'echo', delay: 3 }, 100);
    expect(accuracy.rnn).toBeGreaterThan(0.95);
  });

  it('comes to gated nets where an Elman net only guesses', async () => {
    const { accuracy } = await learned({ delay: 40, keepBias: 3 }, 120);
    expect(accuracy.gru).toBeGreaterThan(0.95);
    expect(accuracy.lstm).toBeGreaterThan(0.95);
    expect(accuracy.rnn).toBeLessThan(0.8);
  });

  it('goes on from what was kept, bit for bit', async () => {
    const learning = new Learning({ ...usualLearning, delay: 5 });
    for (let n = 0; n < 3; n++) await learning.takeStep();
    const kept = await learning.save();
    const again = Learning.load(kept);
    expect(again.settings).toEqual(learning.settings);
    for (let n = 0; n < 3; n++) expect(await again.takeStep()).toEqual(await learning.takeStep());
    expect(await again.check()).toEqual(await learning.check());
    for (const one of [learning, again]) one.dispose();
  });

  it('takes no file of another model, and tells which it wants', async () => {
    const weights = tensor([1, 2, 3]);
    const settings = JSON.stringify({ ...usualLearning, units: 1e6 });
    for (const metadata of [undefined, {}, { settings: 'x' }, { settings }]) {
      const file = await safetensors.save({ weights }, metadata);
      expect(() => Learning.load(file)).toThrow('wrongFile');
    }
    expect(() => Learning.load(new Uint8Array(3))).toThrow('safetensors');
    weights.dispose();
  });
});
