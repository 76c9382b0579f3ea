import { expect, it } from 'vitest';
import { centerCrop, fitImage, resizeImage } from './resize.ts';

const grey = (height: number, width: number, pixels: readonly number[]) => ({
  channels: 1,
  height,
  width,
  pixels: Uint8Array.from(pixels),
});

it('resizes with the weights of triangles', () => {
  const row = grey(1, 4, [0, 100, 200, 40]);
  expect([...resizeImage(row, { height: 1, width: 8 }).pixels]).toEqual([
    0, 25, 75, 125, 175, 160, 80, 40,
  ]);
  // Each of two pixels: 3, 3 and 1 of seven parts, the fourth behind the edge.
  expect([...resizeImage(row, { height: 1, width: 2 }).pixels]).toEqual([71, 117]);
  expect(resizeImage(row, { height: 1, width: 4 })).toBe(row);
  const flat = resizeImage(grey(3, 5, Array<number>(15).fill(77)), { height: 7, width: 2 });
  expect([...flat.pixels]).toEqual(Array<number>(14).fill(77));
});

it('takes the middle', () => {
  const image = grey(3, 4, [...Array(12).keys()]);
  expect([...centerCrop(image, { height: 1, width: 2 }).pixels]).toEqual([5, 6]);
  expect([...fitImage(image, { height: 3, width: 3 }).pixels]).toEqual([
    0, 1, 2, 4, 5, 6, 8, 9, 10,
  ]);
  expect(() => centerCrop(image, { height: 4, width: 2 })).toThrow(
    'at least 4 x 2, received 3 x 4',
  );
});
