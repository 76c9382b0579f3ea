import { cpu } from '@rondo/backend-cpu';
import { drawnDigits, imageBatch, type LabelledImages } from '@rondo/data';
import { inMode, safetensors } from '@rondo/layers-core';
import { rand, scope, softmax, tensor, useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { clipBlocks } from '../clips/clip-classifier.ts';
import type { Classifier, ClassifierLoop, Resumable } from '../classification/index.ts';
import { trainClips } from '../clips/train-clips.ts';
import { trainFrames } from '../clips/train-frames.ts';
import { trainImages } from '../images/train-images.ts';
import { networkNames, type MappedClassifier } from './networks.ts';
import { probabilitiesOf } from './probabilities.ts';
import { loadTrained, saveTrained, TrainedClassifierError } from './trained-classifier.ts';

useBackend(cpu());

const digits = drawnDigits({ count: 24, size: 8 });
const pictures = { train: digits, test: digits };
/** The digits as clips of three frames. */
const clips: LabelledImages = { ...digits, count: 8, frames: 3, labels: digits.labels.slice(0, 8) };
const frames = { train: clips, test: clips };
const oneStep = { epochs: 1, batchSize: 24, seed: 3 };

interface Training extends Resumable {
  readonly model: MappedClassifier;
  readonly loop: Pick<ClassifierLoop<Classifier>, 'run' | 'dispose'>;
}

async function events(training: Training, last = Infinity): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const event of training.loop.run()) {
    if (event.kind === 'step') found.push([event.step, event.loss]);
    if (event.kind === 'validation') found.push(event.result);
    if (event.kind === 'step' && event.step === last) break;
  }
  return found;
}

function end({ model, loop }: Training): void {
  loop.dispose();
  model.dispose();
}

describe.each(networkNames)('a %s network', (network) => {
  it('of images answers from a file as it did when it was trained', async () => {
    const training = trainImages(pictures, { block: 'gaussian', network, ...oneStep });
    await events(training);
    const batch = imageBatch(digits, [0, 1, 2], { normalize: training.trained.normalize! });
    const expected = inMode(training.model, 'evaluation', () =>
      scope(() =>
        softmax(training.model.forward(tensor(batch.pixels, { shape: [...batch.shape] })), -1),
      ),
    );
    const bytes = await saveTrained(training.trained);
    end(training);
    const trained = loadTrained(bytes);
    expect(trained.classes).toEqual(digits.classes);
    const found = await probabilitiesOf(trained, { ...digits, count: 3 });
    expect(found.flatMap((row) => [...row])).toEqual([...(await expected.data())]);
    const [block] = trained.model.nonLocalBlocks();
    const seen = trained.model.blockInput(rand([1, 1, 8, 8]));
    expect(block!.forward(seen).shape).toEqual(seen.shape);
    for (const x of [expected, seen]) x.dispose();
    trained.model.dispose();
  });

  it('of clips is made again with each block', async () => {
    for (const block of clipBlocks) {
      const training = trainFrames(frames, { block, network, ...oneStep });
      const trained = loadTrained(await saveTrained(training.trained));
      expect(trained.model.parameterCount()).toBe(training.model.parameterCount());
      expect(trained.model.constructor).toBe(training.model.constructor);
      const blocks = trained.model.nonLocalBlocks();
      expect(blocks.length).toBe(block === 'none' || block === 'temporal' ? 0 : 1);
      const [first] = await probabilitiesOf(trained, { ...clips, count: 1 });
      expect(first!.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
      trained.model.dispose();
      end(training);
    }
  });

  it('goes on from a checkpoint as if nothing had been', async () => {
    const options = {
      block: 'embeddedGaussian',
      network,
      epochs: 2,
      batchSize: 4,
      seed: 1,
    } as const;
    for (const train of [
      (): Training => trainImages(pictures, options),
      (): Training => trainFrames(frames, options),
    ]) {
      const whole = train();
      const expected = await events(whole);
      end(whole);
      const first = train();
      const begun = await events(first, 2);
      const bytes = await first.checkpoint();
      end(first);
      const second = train();
      second.restore(bytes);
      expect([...begun, ...(await events(second))]).toEqual(expected);
      end(second);
    }
  });
});

it('knows the digits of a clip training', async () => {
  const training = trainClips(pictures, { block: 'none', clips: 8, testClips: 4, size: 12 });
  const trained = loadTrained(await saveTrained(training.trained));
  expect(trained.sizes).toEqual({ channels: 3, frames: 5, height: 12, width: 12 });
  await expect(probabilitiesOf(trained, clips)).rejects.toThrow(
    /learned from, channels 3, frames 5, height 12, width 12, received channels 1, frames 3, height 8, width 8/,
  );
  trained.model.dispose();
  end(training);
});

it('refuses other files, and damaged ones', async () => {
  const x = rand([2]);
  const other = await safetensors.save({ x });
  x.dispose();
  expect(() => loadTrained(other)).toThrow(TrainedClassifierError);
  expect(() => loadTrained(other)).toThrow('not a trained classifier');
  const training = trainImages(pictures, { block: 'none', ...oneStep });
  expect(() => loadTrained(new Uint8Array(8))).toThrow(safetensors.SafetensorsError);
  const bytes = await saveTrained({ ...training.trained, classes: ['a'] });
  expect(() => loadTrained(bytes)).toThrow('the file is damaged');
  const stranger = {
    ...training.trained,
    settings: { ...training.trained.settings, network: 'resnet' as const },
  };
  const mixed = await saveTrained(stranger);
  expect(() => loadTrained(mixed)).toThrow(/conv1/);
  end(training);
});
