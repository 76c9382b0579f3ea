import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { manualSeed, rand, randn, tensor, useBackend } from '@rondo/tensor';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { NonLocalBlock1d, NonLocalBlock2d, NonLocalBlock3d } from '../non-local-block.ts';
import { drawSimilarityMaps } from './draw-similarity-maps.ts';

useBackend(cpu());
manualSeed(74);

/** Red, green and blue of a pixel. */
function pixel(png: Uint8Array, x: number, y: number): number[] {
  const { width, data } = decode(png);
  return Array.from(data.slice(3 * (y * width + x), 3 * (y * width + x) + 3));
}

/** The sum of the colours of a pixel. */
const brightness = (png: Uint8Array, x: number, y: number): number =>
  pixel(png, x, y).reduce((a, b) => a + b, 0);

describe('drawSimilarityMaps', () => {
  it('draws each query beside the frames, as large as their positions', async () => {
    for (const [block, shape, columns, size] of [
      [new NonLocalBlock1d(4), [2, 4, 7], 2, [7, 1]],
      [new NonLocalBlock2d(4, { subsample: true }), [2, 4, 3, 5], 2, [5, 3]],
      [new NonLocalBlock3d(4, { subsample: true }), [2, 4, 3, 5, 7], 4, [7, 5]],
    ] as const) {
      const options = { queries: [0, 3], entry: 1, pixels: 2 };
      const png = await drawSimilarityMaps(own(block), randn([...shape]), options);
      const { width, height, channels } = decode(png);
      expect([width, height, channels]).toEqual([
        columns * (2 * size[0] + 4) - 4,
        2 * (2 * size[1] + 4) - 4,
        3,
      ]);
    }
  });

  it('marks the query, and is brightest where the map is largest', async () => {
    // The map of each position: all of it at position 5, in row 1, column 2.
    const block = {
      similarityMaps: () => tensor([[[0, 0, 0, 0, 0, 1]]]),
      keySizes: (sizes: readonly number[]) => [...sizes],
    };
    const x = rand([1, 1, 2, 3]);
    const png = await drawSimilarityMaps(block, x, { queries: [[0, 1]], pixels: 1 });
    expect(pixel(png, 1, 0)).toEqual([255, 0, 255]);
    const shown = [0, 1, 2, 3, 4, 5].map((place) =>
      brightness(png, 3 + 4 + (place % 3), Math.floor(place / 3)),
    );
    expect(shown.indexOf(Math.max(...shown))).toBe(5);
  });

  it('shows the pixels of an image that is larger than the positions', async () => {
    const block = own(new NonLocalBlock2d(2));
    const image = tensor([0, 0, 0, 1], { shape: [1, 2, 2] });
    const png = await drawSimilarityMaps(block, randn([1, 2, 1, 1]), {
      queries: [],
      pixels: 2,
      image,
    });
    expect(decode(png).height).toBe(1);
    const drawn = await drawSimilarityMaps(block, randn([1, 2, 1, 2]), {
      queries: [0],
      pixels: 2,
      image: tensor([0.2, 0.4, 0.6, 1], { shape: [1, 1, 4] }),
    });
    expect([2, 3].map((x) => pixel(drawn, x, 1)[0])).toEqual([153, 255]);
  });

  it('draws inputs with more positions than a call has arguments', async () => {
    const side = 400;
    const block = {
      similarityMaps: () => rand([1, 1, side * side]),
      keySizes: (sizes: readonly number[]) => [...sizes],
    };
    const options = { queries: [0], pixels: 1 };
    const png = await drawSimilarityMaps(block, rand([1, 3, side, side]), options);
    expect(decode(png).height).toBe(side);
  });

  it('refuses queries, entries and images that are not there', async () => {
    const block = own(new NonLocalBlock3d(2));
    const x = randn([1, 2, 2, 3, 3]);
    await expect(drawSimilarityMaps(block, x, { queries: [18] })).rejects.toThrow(/queries/);
    await expect(drawSimilarityMaps(block, x, { queries: [0], entry: 1 })).rejects.toThrow(/entry/);
    for (const shape of [
      [2, 2, 3, 3],
      [3, 1, 3, 3],
    ]) {
      await expect(
        drawSimilarityMaps(block, x, { queries: [0], image: rand(shape) }),
      ).rejects.toThrow(/an image of 1 or 3 channels and 2 frames/);
    }
  });
});
