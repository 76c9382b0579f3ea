import { describe, expect, it } from 'vitest';
import { alignmentOf, formatAlignment } from './alignment.ts';
import { inBatches } from './in-batches.ts';
import { replaceUnknown } from './replace-unknown.ts';

const attention = [
  [0.1, 0.7, 0.2],
  [0.3, 0.3, 0.4],
  [0, 0, 1],
];

describe('alignmentOf', () => {
  it('gives each token the source token with the largest weight, never [end]', () => {
    const points = alignmentOf(attention, 2);
    expect(points).toEqual([
      { source: 1, target: 0 },
      { source: 0, target: 1 },
    ]);
    expect(formatAlignment(points)).toBe('1-0 0-1');
  });

  it('aligns nothing with an empty source', () => {
    expect(alignmentOf([[1], [1]], 2)).toEqual([]);
    expect(formatAlignment([])).toBe('');
  });
});

describe('replaceUnknown', () => {
  it('copies the text of the source, and leaves known tokens alone', () => {
    const replaced = replaceUnknown(
      { ids: [3, 5], attention },
      ['[unknown]', 'dog'],
      ['ein', 'Zyx'],
    );
    expect(replaced).toEqual(['Zyx', 'dog']);
    expect(replaceUnknown({ ids: [3], attention: undefined }, ['[unknown]'], ['a'])).toEqual([
      '[unknown]',
    ]);
  });
});

describe('inBatches', () => {
  it('conformance 7: restores the order, and takes similar lengths together', async () => {
    const lengths = [5, 1, 9, 1, 7, 3, 3];
    const seen: number[][] = [];
    const done: [number, number][] = [];
    const onProgress = (count: number, total: number): void => void done.push([count, total]);
    const results = await inBatches('test', lengths, { batchSize: 3, onProgress }, (places) => {
      seen.push(places.map((place) => lengths[place]!));
      return Promise.resolve(places.map((place) => `item ${place}`));
    });
    expect(results).toEqual(lengths.map((_, place) => `item ${place}`));
    expect(seen).toEqual([[1, 1, 3], [3, 5, 7], [9]]);
    expect(done).toEqual([
      [3, 7],
      [6, 7],
      [7, 7],
    ]);
  });

  it.each([0, 1.5, NaN])('refuses batches of %s', async (batchSize) => {
    await expect(
      inBatches('test', [1], { batchSize }, () => Promise.resolve([''])),
    ).rejects.toThrow(expect.objectContaining({ facts: { batchSize } }));
  });
});
