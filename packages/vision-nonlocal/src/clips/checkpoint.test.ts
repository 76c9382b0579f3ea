import { cpu } from '@rondo/backend-cpu';
import { drawnDigits } from '@rondo/data';
import { safetensors } from '@rondo/layers-core';
import { rand, useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { ClassifierCheckpointError } from '../classification/index.ts';
import {
  clipOptions,
  trainClips,
  type ClipTraining,
  type TrainClipsOptions,
} from './train-clips.ts';

useBackend(cpu());

const digits = drawnDigits({ count: 40, size: 9 });
const options: TrainClipsOptions = {
  block: 'gaussian',
  epochs: 2,
  clips: 24,
  testClips: 7,
  batchSize: 8,
  size: 12,
  digitFrames: 3,
  seed: 5,
};
const training = (changes: Partial<TrainClipsOptions> = {}): ClipTraining =>
  trainClips({ train: digits, test: digits }, { ...options, ...changes });

/** Losses and accuracies up to a step. */
async function eventsOf({ loop }: ClipTraining, last = Infinity): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const event of loop.run()) {
    if (event.kind === 'step') found.push([event.step, event.loss]);
    if (event.kind === 'validation') found.push(event.result);
    if (event.kind === 'step' && event.step === last) break;
  }
  return found;
}

function end({ model, loop }: ClipTraining): void {
  loop.dispose();
  model.dispose();
}

it.each([1, 3, 4])('goes on from a file of step %i as if nothing had been', async (stop) => {
  const whole = training();
  const expected = await eventsOf(whole);
  end(whole);
  const first = training();
  const begun = await eventsOf(first, stop);
  const bytes = await first.checkpoint();
  end(first);
  const second = trainClips({ train: digits, test: digits }, clipOptions(bytes));
  second.restore(bytes);
  expect(second.loop.step).toBe(stop);
  expect([...begun, ...(await eventsOf(second))]).toEqual(expected);
  end(second);
});

it('refuses files that are something else, and changes nothing', async () => {
  const one = training();
  const before = await one.checkpoint();
  const stranger = rand([2, 3]);
  const other = await safetensors.save({ stranger });
  stranger.dispose();
  expect(() => one.restore(other)).toThrow(ClassifierCheckpointError);
  expect(() => clipOptions(other)).toThrow('not a checkpoint of a classifier');
  expect(() => clipOptions(before.subarray(0, 900))).toThrow(safetensors.SafetensorsError);
  const larger = training({ block: 'concatenation' });
  expect(() => larger.restore(before)).toThrow('block.theta');
  const shorter = training({ epochs: 1, clips: 8 });
  await eventsOf(one, 3);
  const late = await one.checkpoint();
  expect(() => shorter.restore(late)).toThrow('step 3 of a training of 1 steps');
  for (const each of [one, larger, shorter]) end(each);
});
