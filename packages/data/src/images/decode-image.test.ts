import jpeg from 'jpeg-js';
import { expect, it } from 'vitest';
import { colourPng, png } from '../../test/png.ts';
import { decodeImage } from './decode-image.ts';

const small = colourPng([
  [
    [255, 0, 9],
    [0, 128, 8],
  ],
  [
    [1, 2, 3],
    [4, 5, 6],
  ],
  [
    [7, 7, 7],
    [0, 0, 255],
  ],
]);

it('decodes a PNG into planes, or to grey', async () => {
  const image = await decodeImage(small);
  expect([image.channels, image.height, image.width]).toEqual([3, 3, 2]);
  expect([...image.pixels]).toEqual(
    [
      [255, 0, 1, 4, 7, 0],
      [0, 128, 2, 5, 7, 0],
      [9, 8, 3, 6, 7, 255],
    ].flat(),
  );
  const grey = await decodeImage(small, { channels: 1 });
  expect([...grey.pixels]).toEqual([77, 76, 2, 5, 7, 29]);
});

it.each([
  [
    'grey of 1 bit',
    { depth: 1, colorType: 0, rows: [[0b10100000], [0b01000000]] },
    [255, 0, 255, 0, 255, 0],
  ],
  [
    'grey of 4 bits',
    {
      depth: 4,
      colorType: 0,
      rows: [
        [0x0f, 0x80],
        [0x10, 0x20],
      ],
    },
    [0, 255, 136, 17, 0, 34],
  ],
  [
    'grey of 16 bits',
    {
      depth: 16,
      colorType: 0,
      rows: [
        [255, 255, 0, 0, 128, 0],
        [0, 0, 0, 0, 1, 1],
      ],
    },
    [255, 0, 128, 0, 0, 1],
  ],
  [
    'grey and alpha',
    {
      depth: 8,
      colorType: 4,
      rows: [
        [9, 255, 8, 0, 7, 1],
        [6, 1, 5, 1, 4, 1],
      ],
    },
    [9, 8, 7, 6, 5, 4],
  ],
  [
    'a palette',
    {
      depth: 8,
      colorType: 3,
      rows: [
        [0, 1, 0],
        [1, 1, 0],
      ],
      palette: [5, 5, 5, 9, 9, 9],
    },
    [5, 9, 5, 9, 9, 5],
  ],
] as const)('decodes %s', async (_, parts, expected) => {
  const bytes = png({ width: 3, height: 2, ...parts });
  const image = await decodeImage(bytes, { channels: 1 });
  expect([...image.pixels]).toEqual(expected);
  const colours = await decodeImage(bytes);
  expect([...colours.pixels]).toEqual([...expected, ...expected, ...expected]);
});

it('decodes a JPEG', async () => {
  const [width, height] = [16, 8];
  const data = Uint8Array.from(
    { length: 4 * width * height },
    (_, i) => [200, 30, 90, 255][i % 4]!,
  );
  const { data: bytes } = jpeg.encode({ data, width, height }, 95);
  const image = await decodeImage(new Uint8Array(bytes));
  expect([image.channels, image.height, image.width]).toEqual([3, 8, 16]);
  for (const [c, value] of [200, 30, 90].entries()) {
    for (const own of image.pixels.subarray(c * 128, (c + 1) * 128)) {
      expect(Math.abs(own - value)).toBeLessThan(4);
    }
  }
  await expect(
    decodeImage(new Uint8Array(bytes.subarray(0, 200)), { name: 'a.jpg' }),
  ).rejects.toThrow('a.jpg: the image is damaged or cut short');
});

it('says what is no image, and what is damaged', async () => {
  await expect(decodeImage(Uint8Array.of(0x47, 0x49, 0x46), { name: 'a.gif' })).rejects.toThrow(
    'a.gif: expected a PNG or a JPEG, received a file that begins with 47 49 46; convert it first',
  );
  await expect(decodeImage(new Uint8Array())).rejects.toThrow('begins with nothing');
  const flipped = small.slice();
  flipped[45] = flipped[45]! ^ 255;
  for (const bytes of [flipped, small.subarray(0, 50), small.subarray(0, 20)]) {
    await expect(decodeImage(bytes, { name: 'a.png' })).rejects.toThrow(
      'a.png: the image is damaged or cut short',
    );
  }
});
