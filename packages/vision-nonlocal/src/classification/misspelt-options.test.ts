import { cpu } from '@rondo/backend-cpu';
import { drawnDigits } from '@rondo/data';
import { useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { trainClips } from '../clips/train-clips.ts';
import { trainFrames } from '../clips/train-frames.ts';
import { trainImages } from '../images/train-images.ts';

useBackend(cpu());

it('refuses data of one class', () => {
  const digits = drawnDigits({ count: 20, size: 8 });
  const one = { ...digits, labels: new Uint8Array(20), classes: ['zero'] };
  for (const train of [trainImages, trainFrames]) {
    expect(() => train({ train: one, test: one }, { block: 'none' })).toThrow(
      /two classes or more, received those of 'zero' only/u,
    );
  }
});

it('refuses options that do not exist, with each training', () => {
  const digits = drawnDigits({ count: 20, size: 8 });
  const data = { train: digits, test: digits };
  const options = { block: 'none', lerningRate: 5 } as const;
  for (const train of [trainImages, trainFrames, trainClips]) {
    expect(() => train(data, options)).toThrow(/lerningRate.*did you mean 'learningRate'/su);
  }
});
