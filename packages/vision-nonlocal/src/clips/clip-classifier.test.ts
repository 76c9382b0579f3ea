import { cpu } from '@rondo/backend-cpu';
import { drawnDigits } from '@rondo/data';
import { manualSeed, rand, useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { ClipClassifier, clipBlocks } from './clip-classifier.ts';
import { trainClips } from './train-clips.ts';

useBackend(cpu());

it.each(clipBlocks)('classifies clips with %s', (block) => {
  manualSeed(1);
  const model = new ClipClassifier({ block, classes: 7 });
  expect(model.forward(rand([2, 3, 5, 20, 20])).shape).toEqual([2, 7]);
  expect(model.features(rand([1, 3, 5, 20, 20])).shape).toEqual([1, 32, 5, 5, 5]);
  model.dispose();
});

it.each([
  ['none', 17386],
  ['temporal', 23722],
  ['embeddedGaussian', 19578],
] as const)('has with %s %i parameters', (block, count) => {
  const model = new ClipClassifier({ block });
  expect(model.parameterCount()).toBe(count);
  model.dispose();
});

it('is blind to the order of frames without a block, and not with temporal convolutions', async () => {
  const clips = rand([2, 3, 5, 8, 8]);
  const apart = async (block: 'none' | 'temporal'): Promise<number> => {
    const model = new ClipClassifier({ block }).eval();
    const [one, other] = [clips, clips.flip(2)].map((x) => model.forward(x));
    model.dispose();
    return one!.sub(other!).abs().max().item();
  };
  expect(await apart('none')).toBeLessThan(1e-5);
  expect(await apart('temporal')).toBeGreaterThan(1e-4);
});

it('learns, the same twice with one seed', async () => {
  const digits = drawnDigits({ count: 60 });
  const losses = async (): Promise<number[]> => {
    const sets = { train: digits, test: digits };
    const { model, loop } = trainClips(sets, {
      block: 'embeddedGaussian',
      epochs: 2,
      clips: 96,
      testClips: 20,
    });
    const found: number[] = [];
    for await (const event of loop.run()) if (event.kind === 'step') found.push(event.loss);
    loop.dispose();
    model.dispose();
    return found;
  };
  const first = await losses();
  expect(first).toHaveLength(6);
  expect(await losses()).toEqual(first);
});
