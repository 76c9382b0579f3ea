import { expect, it } from 'vitest';
import { channelStatistics, imageBatch } from './image-batch.ts';
import type { LabelledImages } from './labelled-images.ts';

const images: LabelledImages = {
  count: 4,
  channels: 2,
  height: 3,
  width: 5,
  pixels: Uint8Array.from({ length: 120 }, (_, i) => (i * 37) % 251),
  labels: Uint8Array.of(3, 1, 2, 0),
  classes: ['a', 'b', 'c', 'd'],
};

it('gives pixels from 0 to 1, or normalised by channel', () => {
  const { pixels, shape, labels } = imageBatch(images, [2, 0]);
  expect(shape).toEqual([2, 2, 3, 5]);
  expect([...labels]).toEqual([2, 3]);
  expect(pixels[1]).toBeCloseTo(images.pixels[61]! / 255, 6);
  const normalize = channelStatistics(images);
  const all = imageBatch(images, [0, 1, 2, 3], { normalize }).pixels;
  for (const channel of [0, 1]) {
    const own = [...all].filter((_, i) => Math.floor(i / 15) % 2 === channel);
    const mean = own.reduce((a, b) => a + b, 0) / own.length;
    expect(mean).toBeCloseTo(0, 5);
    expect(own.reduce((a, b) => a + (b - mean) ** 2, 0) / own.length).toBeCloseTo(1, 4);
  }
  expect(() => imageBatch(images, [4])).toThrow('there is no image 4 of 4');
  expect(() => imageBatch(images, [0], { normalize: { mean: [0], std: [1] } })).toThrow(
    'of 2 channels, received 1 and 1',
  );
});

it('moves and mirrors whole images, the same for a seed and epoch', () => {
  const plain = imageBatch(images, [1]).pixels;
  const found = new Set<string>();
  for (let epoch = 0; epoch < 40; epoch++) {
    const augment = { padding: 1, flip: true, seed: 5, epoch };
    const { pixels } = imageBatch(images, [1], { augment });
    expect(imageBatch(images, [0, 1], { augment }).pixels.subarray(30)).toEqual(pixels);
    const match = [-1, 0, 1].flatMap((down) =>
      [-1, 0, 1].flatMap((right) =>
        [false, true]
          .filter((isMirrored) =>
            pixels.every((value, i) => {
              const [plane, y, x] = [Math.floor(i / 15), Math.floor(i / 5) % 3, i % 5];
              const [row, column] = [y + down, (isMirrored ? 4 - x : x) + right];
              const isInside = row >= 0 && row < 3 && column >= 0 && column < 5;
              return value === (isInside ? plain[plane * 15 + row * 5 + column] : 0);
            }),
          )
          .map((isMirrored) => `${down} ${right} ${isMirrored}`),
      ),
    );
    expect(match).toHaveLength(1);
    found.add(match[0]!);
  }
  // 40 draws of 18 ways.
  expect(found.size).toBeGreaterThan(10);
});

it('treats all frames of a clip alike', () => {
  const frame = images.pixels.subarray(0, 15);
  const clip = {
    ...images,
    count: 1,
    channels: 2,
    frames: 2,
    pixels: Uint8Array.from([...frame, ...frame, ...frame, ...frame]),
  };
  const normalize = { mean: [0.1, 0.3], std: [1, 2] };
  const augment = { padding: 2, flip: true, seed: 1, epoch: 3 };
  const { pixels, shape } = imageBatch(clip, [0], { augment, normalize });
  expect(shape).toEqual([1, 2, 2, 3, 5]);
  expect(pixels.subarray(0, 15)).toEqual(pixels.subarray(15, 30));
  expect(pixels.subarray(30, 45)).toEqual(pixels.subarray(45, 60));
  for (let i = 0; i < 15; i++) expect(2 * pixels[30 + i]! + 0.3).toBeCloseTo(pixels[i]! + 0.1, 5);
});
