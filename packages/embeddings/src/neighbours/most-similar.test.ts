import { cpu } from '@rondo/backend-cpu';
import { DataError } from '@rondo/data';
import { useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { WordVectors } from '../vectors/word-vectors.ts';
import { mostSimilar } from './most-similar.ts';
import { Neighbours } from './neighbours.ts';
import { doesntMatch, similarity } from './similarity.ts';

useBackend(cpu());

/** Royal or not, woman or man, and of another kind. */
const rows: Readonly<Record<string, readonly number[]>> = {
  king: [5, -5, 0],
  queen: [2, 2, 0.1],
  man: [0, -3, 0.2],
  woman: [0, 1, 0.1],
  cereal: [0.1, 0.1, 4],
};
const vectors = new WordVectors(
  Object.keys(rows),
  3,
  Float32Array.from(Object.values(rows).flat()),
);

describe('mostSimilar', () => {
  it('adds and takes away words of length 1, which are no answers', async () => {
    const neighbours = new Neighbours(vectors);
    const query = { positive: ['king', 'woman'], negative: ['man'] };
    const found = await mostSimilar(neighbours, query);
    expect(found.map(({ word }) => word)).toEqual(['queen', 'cereal']);
    const unit = (word: string): number[] => rows[word]!.map((x) => x / Math.hypot(...rows[word]!));
    const sum = [0, 1, 2].map((i) => unit('king')[i]! + unit('woman')[i]! - unit('man')[i]!);
    const dot = unit('queen').reduce((total, x, i) => total + x * sum[i]!, 0);
    expect(found[0]!.similarity).toBeCloseTo(dot / Math.hypot(...sum), 6);
    const byVector = { positive: [rows['king']!, 'woman'], negative: [rows['man']!] };
    expect(await mostSimilar(neighbours, byVector, 3)).toContainEqual(found[0]);
    const far = await mostSimilar(neighbours, { negative: ['cereal'] }, 9);
    expect(far).toHaveLength(4);
    neighbours.dispose();
  });

  it('refuses what it does not know', async () => {
    const neighbours = new Neighbours(vectors);
    for (const query of [{}, { positive: ['quen'] }, { negative: [[1, 2]] }]) {
      await expect(mostSimilar(neighbours, query)).rejects.toThrow(DataError);
    }
    const nan = { positive: [[1, 2, NaN]] };
    await expect(mostSimilar(neighbours, nan)).rejects.toThrow(DataError);
    neighbours.dispose();
  });
});

describe('doesntMatch', () => {
  it('is the word that is far from the others', () => {
    expect(doesntMatch(vectors, ['queen', 'cereal', 'woman'])).toBe('cereal');
    expect(doesntMatch(vectors, ['man'])).toBe('man');
    expect(() => doesntMatch(vectors, [])).toThrow(DataError);
    expect(() => doesntMatch(vectors, ['quen'])).toThrow("did you mean 'queen'");
  });
});

it('similarity is the cosine', () => {
  expect(similarity(vectors, 'king', 'queen')).toBeCloseTo(0, 12);
  expect(similarity(vectors, 'man', 'man')).toBeCloseTo(1, 12);
  expect(() => similarity(vectors, 'man', 'none')).toThrow(DataError);
});
