import { DataError } from '@rondo/data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Phrases } from './phrases.ts';

const sentences = [
  ...Array.from({ length: 8 }, () => ['we', 'saw', 'new', 'york', 'city', 'hall']),
  ...Array.from({ length: 30 }, (_, n) => ['we', 'saw', 'it', `w${n}`]),
];

describe('Phrases', () => {
  it('are pairs that come together more often than chance, by the score of the paper', async () => {
    const phrases = await Phrases.of(sentences, { minCount: 3, threshold: 5 });
    const total = 8 * 6 + 30 * 4;
    const score = ((8 - 3) / (8 * 8)) * total;
    expect(phrases.found.map(({ words }) => words.join(' '))).toEqual([
      'new york',
      'york city',
      'city hall',
    ]);
    for (const phrase of phrases.found) {
      expect(phrase.count).toBe(8);
      expect(phrase.score).toBeCloseTo(score, 12);
    }
    // They come together always, and are frequent.
    expect(((38 - 3) / (38 * 38)) * total).toBeLessThan(5);
    expect((await Phrases.of(sentences, { minCount: 8 })).found).toEqual([]);
    expect((await Phrases.of(sentences, { minCount: 3, threshold: score })).found).toEqual([]);
  });

  it('join from the left, and longer ones in a second pass', async () => {
    const phrases = await Phrases.of(sentences, { minCount: 3, threshold: 5 });
    expect(phrases.join(sentences[0]!)).toEqual(['we', 'saw', 'new_york', 'city_hall']);
    expect(phrases.join(['york', 'new'])).toEqual(['york', 'new']);
    expect(phrases.join([])).toEqual([]);
    const corpus = phrases.joined(() => sentences);
    const longer = await Phrases.of(corpus, { minCount: 3, threshold: 5, delimiter: ' ' });
    const seen: string[][] = [];
    for await (const sentence of longer.joined(corpus)()) seen.push(sentence);
    expect(seen[0]).toEqual(['we', 'saw', 'new_york city_hall']);
    expect(seen).toHaveLength(sentences.length);
  });

  it('lose no word and change no order', async () => {
    const word = fc.constantFrom('a', 'b', 'c');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(word), { minLength: 1 }), async (corpus) => {
        fc.pre(corpus.flat().length > 0);
        const phrases = await Phrases.of(corpus, { minCount: 1, threshold: 0, delimiter: ' ' });
        for (const sentence of corpus) {
          expect(phrases.join(sentence).join(' ')).toBe(sentence.join(' '));
        }
      }),
    );
  });

  it('counts as many pairs at once as it is told to', async () => {
    const few = await Phrases.of(sentences, { minCount: 3, threshold: 5, maxCounted: 12 });
    expect(few.found.length).toBeLessThanOrEqual(3);
    for (const { count } of few.found) expect(count).toBeLessThanOrEqual(8);
  });

  it('refuses what it cannot count', async () => {
    await expect(Phrases.of([])).rejects.toThrow(/the corpus is empty/);
    await expect(Phrases.of([Int32Array.of(1, 2)])).rejects.toThrow(/lost their words/);
    await expect(Phrases.of([['a']], { minCount: 0 })).rejects.toThrow(DataError);
    const misspelt = { treshold: 3 } as never;
    await expect(Phrases.of([['a']], misspelt)).rejects.toThrow(/did you mean 'threshold'/);
  });
});
