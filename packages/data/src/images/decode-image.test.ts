import jpeg from 'jpeg-js';
import { expect, it, vi } from 'vitest';
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

it('says that an image is too large, not that it is damaged', async () => {
  const header = png({ width: 100000, height: 100000, depth: 8, colorType: 2, rows: [] });
  await expect(decodeImage(header, { name: 'a.png' })).rejects.toThrow(
    'a.png: 100000 x 100000 pixels are too large, at most 64 million can be decoded; resize it first',
  );
  const photo = new Uint8Array(
    jpeg.encode({ data: new Uint8Array(256), width: 8, height: 8 }).data,
  );
  const frame = photo.findIndex((byte, i) => byte === 0xff && photo[i + 1] === 0xc0);
  photo.set([0x60, 0x00, 0x60, 0x00], frame + 5);
  await expect(decodeImage(photo)).rejects.toThrow('the image: 24576 x 24576 pixels are too large');
});

it('gives the decoder of JPEGs the memory that a photo of 48 million pixels takes', async () => {
  const decode = vi.spyOn(jpeg, 'decode');
  const data = new Uint8Array(256);
  await decodeImage(new Uint8Array(jpeg.encode({ data, width: 8, height: 8 }).data));
  // 256 bytes for 8 x 8 of each of three channels, and twice the pixels.
  const needed = (64e6 / 64) * 256 * 3 + 2 * 3 * 64e6;
  const { maxMemoryUsageInMB, maxResolutionInMP } = decode.mock.calls[0]![1]!;
  expect(maxMemoryUsageInMB! * 2 ** 20).toBeGreaterThan(needed);
  expect(maxResolutionInMP).toBeGreaterThanOrEqual(64);
  decode.mockRestore();
});

it.each([
  [1, ['red', 'green', 'blue', 'white']],
  [2, ['green', 'red', 'white', 'blue']],
  [3, ['white', 'blue', 'green', 'red']],
  [4, ['blue', 'white', 'red', 'green']],
  [5, ['red', 'blue', 'green', 'white']],
  [6, ['blue', 'red', 'white', 'green']],
  [7, ['white', 'green', 'blue', 'red']],
  [8, ['green', 'white', 'red', 'blue']],
])('turns a photo as its orientation %i says', async (orientation, corners) => {
  const colours: Record<string, number[]> = {
    red: [255, 0, 0],
    green: [0, 255, 0],
    blue: [0, 0, 255],
    white: [255, 255, 255],
  };
  const [width, height] = [32, 16];
  const data = Uint8Array.from({ length: 4 * width * height }, (_, i) => {
    const [y, x] = [Math.floor(i / 4 / width), (i >> 2) % width];
    const name = (y < 8 ? ['red', 'green'] : ['blue', 'white'])[x < 16 ? 0 : 1]!;
    return [...colours[name]!, 255][i % 4]!;
  });
  const stored = new Uint8Array(jpeg.encode({ data, width, height }, 95).data);
  for (const isLittle of [true, false]) {
    const image = await decodeImage(withOrientation(stored, orientation, isLittle));
    const turned = orientation > 4;
    expect([image.height, image.width]).toEqual(turned ? [32, 16] : [16, 32]);
    const at = (y: number, x: number): string => {
      const own = [0, 1, 2].map((c) => image.pixels[(c * image.height + y) * image.width + x]!);
      return Object.keys(colours).find((name) =>
        colours[name]!.every((value, c) => Math.abs(value - own[c]!) < 9),
      )!;
    };
    const [down, across] = [image.height - 3, image.width - 3];
    expect([at(2, 2), at(2, across), at(down, 2), at(down, across)]).toEqual(corners);
  }
});

/** A JPEG with an Exif segment that says how it lies. */
function withOrientation(bytes: Uint8Array, orientation: number, isLittle: boolean): Uint8Array {
  const tiff = new DataView(new ArrayBuffer(38));
  tiff.setUint16(0, isLittle ? 0x4949 : 0x4d4d);
  tiff.setUint16(2, 42, isLittle);
  tiff.setUint32(4, 8, isLittle);
  tiff.setUint16(8, 2, isLittle);
  // The make, then the orientation: a tag, its type, a count, a value.
  for (const [i, [tag, type, value]] of [
    [0x010f, 2, 0],
    [0x0112, 3, orientation],
  ].entries()) {
    tiff.setUint16(10 + 12 * i, tag!, isLittle);
    tiff.setUint16(12 + 12 * i, type!, isLittle);
    tiff.setUint32(14 + 12 * i, 1, isLittle);
    tiff.setUint16(18 + 12 * i, value!, isLittle);
  }
  const exif = [...Buffer.from('Exif\0\0'), ...new Uint8Array(tiff.buffer)];
  const segment = [0xff, 0xe1, 0, exif.length + 2, ...exif];
  return Uint8Array.from([...bytes.subarray(0, 2), ...segment, ...bytes.subarray(2)]);
}

it('takes an Exif segment that makes no sense for none', async () => {
  const data = new Uint8Array(4 * 16 * 8).fill(128);
  const stored = new Uint8Array(jpeg.encode({ data, width: 16, height: 8 }).data);
  const good = withOrientation(stored, 6, true);
  for (let at = 4; at < 50; at++) {
    const wrong = good.slice();
    wrong[at] = wrong[at]! ^ 0xff;
    // The length of the segment is not among what may be wrong.
    if (at === 4 || at === 5) continue;
    const { height, width } = await decodeImage(wrong);
    expect(height * width).toBe(128);
  }
});

it('refuses a palette that is not there, and images without pixels', async () => {
  const bytes = png({ width: 3, height: 1, depth: 8, colorType: 3, rows: [[0, 1, 0]] });
  await expect(decodeImage(bytes)).rejects.toThrow('the image is damaged or cut short (no palette');
  for (const [width, height, words] of [
    [0, 0, '(0 x 0 pixels)'],
    [0, 2, 'damaged'],
    [3, 0, 'damaged'],
  ] as const) {
    const empty = png({ width, height, depth: 8, colorType: 2, rows: [] });
    await expect(decodeImage(empty)).rejects.toThrow(words);
  }
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
