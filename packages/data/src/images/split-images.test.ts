import { expect, it } from 'vitest';
import type { LabelledImages } from './labelled-images.ts';
import { splitImages } from './split-images.ts';

/** Images of one pixel, which is their number. */
function images(...labels: number[]): LabelledImages {
  return {
    count: labels.length,
    channels: 1,
    height: 1,
    width: 1,
    pixels: Uint8Array.from(labels.keys()),
    labels: Int32Array.from(labels),
    classes: ['a', 'b', 'c'],
  };
}

const all = images(0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 0);

it('parts each class alike, and every image once', () => {
  const { train, test } = splitImages(all, { share: 0.3, seed: 4 });
  expect([train.count, test.count]).toEqual([8, 4]);
  expect(test.labels.filter((label) => label === 2)).toHaveLength(1);
  expect([...train.pixels, ...test.pixels].toSorted((a, b) => a - b)).toEqual([...all.pixels]);
  for (const { pixels, labels } of [train, test]) {
    expect([...labels]).toEqual([...pixels].map((n) => all.labels[n]));
  }
  expect(splitImages(all, { share: 0.3, seed: 4 }).test).toEqual(test);
  expect(splitImages(all, { share: 0.3, seed: 5 }).test.pixels).not.toEqual(test.pixels);
});

it('leaves at least one of each class on either side', () => {
  const few = [splitImages(all, { share: 0.99 }).train, splitImages(all, { share: 0.01 }).test];
  for (const { labels } of few) expect([...labels].toSorted((a, b) => a - b)).toEqual([0, 2]);
});

it('refuses classes of one, and shares that part nothing', () => {
  expect(() => splitImages(images(0, 0, 1))).toThrow('b has one example');
  for (const share of [0, 1, Number.NaN]) {
    expect(() => splitImages(all, { share })).toThrow('a share between 0 and 1');
  }
});
