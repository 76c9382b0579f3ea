import { expect, it } from 'vitest';
import { halfSize } from './half-size.ts';
import { idxImages, parseIdx } from './idx.ts';
import { joinImages, sliceImages } from './labelled-images.ts';

/** An IDX file of bytes. */
function idx(sizes: readonly number[], data: readonly number[]): Uint8Array {
  const words = sizes.flatMap((size) => [
    size >>> 24,
    (size >>> 16) & 255,
    (size >>> 8) & 255,
    size & 255,
  ]);
  return Uint8Array.from([0, 0, 8, sizes.length, ...words, ...data]);
}

const pictures = idx([3, 2, 4], [...Array(24).keys()]);
const labels = idx([3], [7, 0, 9]);

it('reads images and their labels', () => {
  const images = idxImages(pictures, labels);
  expect(images).toMatchObject({ count: 3, channels: 1, height: 2, width: 4 });
  expect([...images.pixels]).toEqual([...Array(24).keys()]);
  expect([...images.labels]).toEqual([7, 0, 9]);
  expect(images.classes).toHaveLength(10);
  const last = sliceImages(images, 2, 9);
  expect([last.count, [...last.labels], last.pixels[0]]).toEqual([1, [9], 16]);
  const half = halfSize(images);
  expect([half.height, half.width, [...half.pixels].slice(0, 3)]).toEqual([1, 2, [3, 5, 11]]);
  const both = joinImages([last, images]);
  expect([both.count, [...both.labels], both.pixels[8]]).toEqual([4, [9, 7, 0, 9], 0]);
  expect(() => joinImages([images, half])).toThrow('of one size');
  expect(() => halfSize(half)).toThrow('an even height');
});

it.each([
  [Uint8Array.of(0x1f, 0x8b, 8, 0), 'expected an IDX file'],
  [Uint8Array.of(), 'received nothing'],
  [Uint8Array.of(0, 0, 13, 1, 0, 0, 0, 1, 0), 'received type 13'],
  [Uint8Array.of(0, 0, 8, 3, 0, 0), 'a header cut short'],
  [pictures.subarray(0, 39), 'expected 3 x 2 x 4 = 24 bytes of data, received 23'],
  [idx([2], [1, 2, 3]), 'expected 2 = 2 bytes of data, received 3'],
])('refuses what is damaged: %o', (bytes, message) => {
  expect(() => parseIdx(bytes, 'digits.idx')).toThrow(message);
  expect(() => parseIdx(bytes, 'digits.idx')).toThrow('digits.idx: ');
});

it('refuses files that do not belong together', () => {
  expect(() => idxImages(labels, pictures)).toThrow('are the files exchanged?');
  expect(() => idxImages(pictures, idx([2], [1, 2]))).toThrow('received 2 labels and 3 images');
  expect(() => idxImages(pictures, labels, { classes: ['a', 'b'] })).toThrow(
    'the labels: image 0 has the class 7, and there are 2 (0 to 1)',
  );
});
