import { cpu } from '@rondo/backend-cpu';
import { DataError, Random } from '@rondo/data';
import { tensor, useBackend, type Tensor } from '@rondo/tensor';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WordVectors } from '../vectors/word-vectors.ts';
import { bestPlaces } from './best-places.ts';
import { cosine } from './cosine.ts';
import { Neighbours } from './neighbours.ts';

beforeAll(() => {
  useBackend(cpu());
});

let opened: Neighbours | undefined;
afterEach(() => {
  opened?.dispose();
  opened = undefined;
});

function neighboursOf(vectors: WordVectors): Neighbours {
  opened = new Neighbours(vectors);
  return opened;
}

function randomVectors(size: number, dimensions: number, seed: number): WordVectors {
  const random = new Random(seed);
  const numbers = Float32Array.from(
    { length: size * dimensions },
    () => random.uint32() / 2 ** 31 - 1,
  );
  const words = Array.from({ length: size }, (_, n) => `w${n}`);
  return new WordVectors(words, dimensions, numbers);
}

/** The same by the definition. */
function nearest(vectors: WordVectors, query: ArrayLike<number>, leftOut: number): number[] {
  const similarities = vectors.words.map((_, i) => cosine(vectors.vectorAt(i), query));
  return vectors.words
    .map((_, i) => i)
    .filter((i) => i !== leftOut)
    .toSorted((i, j) => similarities[j]! - similarities[i]!);
}

const compass = new WordVectors(
  ['north', 'far north', 'northeast', 'east', 'south', 'nowhere', 'west'],
  2,
  Float32Array.of(0, 1, 0, 5, 1, 1, 1, 0, 0, -2, 0, 0, -3, 0),
);

describe('Neighbours', () => {
  it('refuses options that it does not know', async () => {
    const neighbours = neighboursOf(compass);
    const misspelt = neighbours.of('north', 2, { exclude: ['east'] } as object);
    await expect(misspelt).rejects.toThrow(
      'Neighbours: these options do not fit: exclude: unknown',
    );
    const text = neighbours.of('north', 2, { without: 'east' } as never);
    await expect(text).rejects.toThrow('without: expected');
  });

  it('are the words at the smallest angles, without the word itself, ties by their order', async () => {
    const found = await neighboursOf(compass).of('north', 6);
    expect(found.map(({ word }) => word)).toEqual([
      'far north',
      'northeast',
      'east',
      'nowhere',
      'west',
      'south',
    ]);
    const wanted = [1, Math.SQRT1_2, 0, 0, 0, -1];
    for (const [i, { similarity }] of found.entries())
      expect(similarity).toBeCloseTo(wanted[i]!, 6);
    expect(found[0]).toEqual({ word: 'far north', index: 1, similarity: 1 });
  });

  it('are those of a free vector, of which no word is left out', async () => {
    const neighbours = neighboursOf(compass);
    const [west, nowhere] = await neighbours.ofAll([Float32Array.of(-0.5, 0), [0, 0]], 2);
    expect(west!.map(({ word }) => word)).toEqual(['west', 'north']);
    expect(nowhere!.map(({ word }) => word)).toEqual(['north', 'far north']);
  });

  it('are at most as many as there are other words, and without what is excluded', async () => {
    const neighbours = neighboursOf(compass);
    expect(await neighbours.of('north', 100)).toHaveLength(6);
    const found = await neighbours.of('north', 2, { without: ['far north', 'north', 'east'] });
    expect(found.map(({ word }) => word)).toEqual(['northeast', 'nowhere']);
  });

  it.each([
    [317, 7],
    [1, 3],
    [2, 1],
  ])('agree with the definition for %i words of %i dimensions', async (size, dimensions) => {
    const vectors = randomVectors(size, dimensions, 5);
    const queries = vectors.words.slice(0, 300);
    const found = await neighboursOf(vectors).ofAll([...queries, vectors.vectorAt(0)], 9);
    for (const [i, word] of queries.entries()) {
      const wanted = nearest(vectors, vectors.vectorOf(word), i).slice(0, 9);
      const similarities = wanted.map((n) => cosine(vectors.vectorAt(n), vectors.vectorAt(i)));
      expect(found[i]).toHaveLength(wanted.length);
      for (const [n, { similarity }] of found[i]!.entries())
        expect(similarity).toBeCloseTo(similarities[n]!, 5);
    }
    expect(found.at(-1)![0]!.index).toBe(0);
  });

  it('of equal vectors come in their order, wherever they stand', async () => {
    const size = 1237;
    const random = randomVectors(1, 33, 3).numbers;
    const numbers = new Float32Array(size * 33);
    for (let i = 0; i < size; i++) numbers.set(random, i * 33);
    const words = Array.from({ length: size }, (_, n) => `w${n}`);
    const found = await neighboursOf(new WordVectors(words, 33, numbers)).of('w5', size);
    const others = words.filter((word) => word !== 'w5');
    expect(found.map(({ word }) => word)).toEqual(others);
  });

  it('of an unknown word are refused with the near one, vectors that do not fit with the sizes', async () => {
    const neighbours = neighboursOf(compass);
    await expect(neighbours.of('nort')).rejects.toThrow(/'nort' .*did you mean 'north'\?/);
    await expect(neighbours.of([1, 2, 3])).rejects.toThrow('2 finite numbers, received 3 numbers');
    await expect(neighbours.of([1, Number.NaN])).rejects.toThrow('received NaN as number 1');
    await expect(neighbours.of('north', 0)).rejects.toThrow(DataError);
    await expect(neighbours.of('north', 1, { without: ['x'] })).rejects.toThrow("word 'x'");
  });
});

describe('bestPlaces', () => {
  it.each([1, 2, 5, 23, 1000])('are the same in blocks of %i scores', async (block) => {
    const scores = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5];
    const rows = tensor(scores, { shape: [scores.length, 1] });
    const query = tensor([1, -1], { shape: [2, 1] });
    const score = (some: Tensor): Tensor => query.matmul(some.transpose(0, 1));
    const [best, worst] = await bestPlaces(rows, 2, 4, score, block);
    expect([...best!.places]).toEqual([5, 7, 4, 8]);
    expect([...best!.scores]).toEqual([9, 6, 5, 5]);
    expect([...worst!.places]).toEqual([1, 3, 6, 0]);
    rows.dispose();
    query.dispose();
  });
});
