import { DataError } from '@rondo/data';
import { assert, array, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { huffmanPaths } from './huffman-tree.ts';
import { range, RandomWords } from './random-words.ts';
import { Subsampling } from './subsampling.ts';
import { negativeWords, WeightedWords } from './weighted-words.ts';

const draws = 200_000;

describe('RandomWords', () => {
  it('is even, the same for a seed and stream, and another for others', () => {
    const take = (seed: number, stream: number): number[] => {
      const random = new RandomWords(seed, stream);
      return Array.from({ length: 9000 }, () => random.next());
    };
    expect(take(3, 4)).toEqual(take(3, 4));
    expect(take(3, 4)).not.toEqual(take(3, 5));
    expect(take(3, 4)).not.toEqual(take(4, 4));
    const bins = Array.from({ length: 16 }, () => 0);
    for (const value of take(1, 1)) bins[Math.floor((value / range) * 16)]! += 1;
    for (const bin of bins) expect(Math.abs(bin - 9000 / 16)).toBeLessThan(120);
  });

  it('goes on as a new one after restart', () => {
    const random = new RandomWords(5, 6);
    const first = random.next();
    random.next();
    random.restart(5, 6);
    expect(random.next()).toBe(first);
  });
});

describe('WeightedWords', () => {
  it('draws in proportion to the weights', () => {
    const weights = [50, 1, 0.25, 20, 3, 1, 7];
    const drawn = weights.map(() => 0);
    const words = new WeightedWords(weights);
    const random = new RandomWords(1, 2);
    for (let i = 0; i < draws; i++) drawn[words.draw(random)]! += 1;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    weights.forEach((weight, i) => {
      const expected = (draws * weight) / total;
      expect(Math.abs(drawn[i]! - expected)).toBeLessThan(5 * Math.sqrt(expected));
    });
  });

  it.each([1, 2, 8, 9, 300])('draws each of %d, and nothing else', (size) => {
    const words = new WeightedWords(Array.from({ length: size }, (_, i) => 1 + (i % 3)));
    const random = new RandomWords(size, 2);
    const drawn = new Set(Array.from({ length: 40 * size }, () => words.draw(random)));
    expect([...drawn].toSorted((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i));
  });

  it('draws negatives by counts to a power', () => {
    const drawn = [0, 0];
    const words = negativeWords([160, 10], 0.75);
    const random = new RandomWords(1, 3);
    for (let i = 0; i < draws; i++) drawn[words.draw(random)]! += 1;
    expect(drawn[0]! / drawn[1]!).toBeCloseTo(8, 0);
  });

  it('refuses weights that cannot be', () => {
    expect(() => new WeightedWords([])).toThrow(/nothing to draw/);
    expect(() => new WeightedWords([1, 0])).toThrow(DataError);
    expect(() => new WeightedWords([1, Infinity])).toThrow(/number 1 is Infinity/);
  });
});

describe('Subsampling', () => {
  it('keeps words with the probability √(t / f) + t / f', () => {
    const counts = [900, 90, 10];
    const own = new Subsampling(counts, 0.05);
    const random = new RandomWords(2, 3);
    counts.forEach((count, word) => {
      const ratio = 0.05 / (count / 1000);
      const expected = draws * Math.min(1, Math.sqrt(ratio) + ratio);
      const found = own.keep(
        { words: new Int32Array(draws).fill(word), ends: Int32Array.of(draws) },
        random,
      );
      expect([...found.ends]).toEqual([found.words.length]);
      expect(found.words.every((kept) => kept === word)).toBe(true);
      expect(Math.abs(found.words.length - expected)).toBeLessThan(5 * Math.sqrt(draws / 4));
    });
  });

  it('keeps all at a threshold of 0', () => {
    const random = new RandomWords(1, 1);
    const sentences = { words: Int32Array.of(0, 1, 0), ends: Int32Array.of(1, 3) };
    expect(new Subsampling([5, 1], 0).keep(sentences, random)).toEqual(sentences);
  });

  it('keeps the order and the ends of sentences, also of those of which nothing is left', () => {
    const [counts, size] = [[500, 500, 2], 3000];
    const own = new Subsampling(counts, 1e-3);
    const random = new RandomWords(5, 3);
    const words = Int32Array.from({ length: size }, (_, i) => (i % 10 === 9 ? 2 : i % 2));
    const ends = Int32Array.from({ length: size / 5 }, (_, i) => 5 * (i + 1));
    const found = own.keep({ words, ends }, random);
    expect(found.ends.length).toBe(ends.length);
    expect(found.ends.at(-1)).toBe(found.words.length);
    const sentences = Array.from(found.ends, (end, i) => [
      ...found.words.subarray(i === 0 ? 0 : found.ends[i - 1]!, end),
    ]);
    expect(sentences.some((kept) => kept.length === 0)).toBe(true);
    sentences.forEach((kept, i) => expect(kept.at(-1) === 2).toBe(i % 2 === 1));
  });
});

/** The lengths of the ways by joining the two lightest again and again. */
function shortestTotal(counts: readonly number[]): number {
  const queue = [...counts];
  let total = 0;
  while (queue.length > 1) {
    queue.sort((a, b) => a - b);
    const joined = queue.shift()! + queue.shift()!;
    total += joined;
    queue.push(joined);
  }
  return total;
}

describe('huffmanPaths', () => {
  it('gives every word a way of its own, as short as can be on average', () => {
    assert(
      property(array(integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 60 }), (given) => {
        const counts = given.toSorted((a, b) => b - a);
        const { nodes, depth, points, codes } = huffmanPaths(counts);
        expect(nodes).toBe(counts.length - 1);
        const ways = counts.map((_, word) => {
          const own = [...points.subarray(word * depth, (word + 1) * depth)];
          const length = own.includes(-1) ? own.indexOf(-1) : depth;
          expect(own[0]).toBe(nodes - 1);
          expect(own.slice(length).every((point) => point === -1)).toBe(true);
          return codes.subarray(word * depth, word * depth + length).join('');
        });
        for (const way of ways) {
          expect(ways.filter((other) => other.startsWith(way))).toEqual([way]);
        }
        const total = ways.reduce((sum, way, word) => sum + way.length * counts[word]!, 0);
        expect(total).toBe(shortestTotal(counts));
      }),
    );
  });

  it('of one word has no nodes', () => {
    expect(huffmanPaths([3])).toMatchObject({ nodes: 0, depth: 0 });
  });
});
