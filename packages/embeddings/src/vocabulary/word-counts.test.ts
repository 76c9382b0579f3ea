import { DataError } from '@rondo/data';
import { describe, expect, it } from 'vitest';
import { sentencesOfLines } from '../corpus/corpus.ts';
import { WordCounts } from './word-counts.ts';

const lines = ['the cat  sat', '', ' the dog sat', 'the end'];

describe('WordCounts', () => {
  it('has the words that come often enough, the most frequent first', async () => {
    const counts = await WordCounts.of(
      sentencesOfLines(() => lines),
      { minCount: 2 },
    );
    expect(counts.words).toEqual(['the', 'sat']);
    expect(counts.counts).toEqual([3, 2]);
    expect(counts.total).toBe(5);
    expect([...counts.encode(['a', 'sat', 'the', 'cat'])]).toEqual([1, 0]);
    expect([...counts.encode(Int32Array.of(1, -1, 0))]).toEqual([1, 0]);
  });

  it('keeps at most maxWords, equal counts in the order of their characters', async () => {
    const counts = await WordCounts.of(
      sentencesOfLines(() => lines),
      { minCount: 1, maxWords: 4 },
    );
    expect(counts.words).toEqual(['the', 'sat', 'cat', 'dog']);
  });

  it('drops the rarest words where there are more than are counted at once, and tells', async () => {
    const told: string[] = [];
    const tell = (what: string): void => void told.push(what);
    const corpus = Array.from({ length: 100 }, (_, n) => ['often', `w${n}`, `w${n}`, 'always']);
    const counts = await WordCounts.of(corpus, { minCount: 3, maxCounted: 10, tell });
    expect(counts.words).toEqual(['always', 'often']);
    expect(counts.counts).toEqual([100, 100]);
    expect(told).toEqual([
      expect.stringMatching(/more different words.*at most 2 times.*maxCounted/),
    ]);
    const all = await WordCounts.of(corpus, { minCount: 1, maxCounted: 102, tell });
    expect(all.size).toBe(102);
    expect(told).toHaveLength(1);
  });

  it('names the nearest word for one that it does not have', async () => {
    const counts = await WordCounts.of([['春天', 'kitten', 'dog']], { minCount: 1 });
    expect(() => counts.indexOf('kiten')).toThrow(
      "the word 'kiten' is none of the 3 of the vocabulary; did you mean 'kitten'?",
    );
    expect(() => counts.indexOf('elephant')).toThrow(DataError);
    expect(() => counts.indexOf('春日')).toThrow(/did you mean '春天'\?$/);
    expect(() => counts.indexOf('冬')).toThrow(/of the vocabulary$/);
    expect(counts.indexOf('dog')).toBeGreaterThanOrEqual(0);
  });

  it.each([
    [
      { min_count: 1 },
      'WordCounts: these options do not fit: min_count: unknown key; did you mean',
    ],
    [{ minCount: NaN }, 'minCount: expected a number, received NaN'],
    [{ minCount: 0 }, 'minCount: expected >=1, received 0'],
    [{ maxWords: -1 }, 'maxWords: expected '],
    [{ maxWords: 2.5 }, 'maxWords: expected '],
    [{ maxWords: 0 }, 'maxWords: expected '],
  ])('refuses the options %j', async (options, fault) => {
    await expect(WordCounts.of([['a']], options as object)).rejects.toThrow(fault);
  });

  it('refuses sentences that are not split into words, and what is no corpus', async () => {
    const fault =
      /the text "the cat sat", where a list of words is expected; split it: sentencesOf/;
    const texts = ['the cat sat', 'the dog sat'];
    for (const corpus of [texts, 'the cat sat', () => texts, new Set(texts)]) {
      await expect(WordCounts.of(corpus as never, { minCount: 1 })).rejects.toThrow(fault);
    }
    const counts = new WordCounts(['t', 'h'], [1, 1]);
    expect(() => counts.encode('the cat sat' as never)).toThrow(fault);
    for (const corpus of [undefined, null, 3, {}, () => undefined]) {
      await expect(WordCounts.of(corpus as never)).rejects.toThrow('expected a corpus');
    }
    const all = await WordCounts.of([['a', 'b']], { minCount: 1, maxWords: Infinity });
    expect(all.words).toEqual(['a', 'b']);
  });

  it('refuses corpora without words, and counts that cannot be', async () => {
    await expect(WordCounts.of([])).rejects.toThrow(/the corpus is empty/);
    await expect(WordCounts.of([['a', 'b', 'a']])).rejects.toThrow(
      /none of the 2 words .* comes 5 times, the most frequent 2 times; lower minCount/,
    );
    expect(() => new WordCounts(['a', 'a'], [1, 2])).toThrow(/'a' comes twice/);
    expect(() => new WordCounts(['a'], [0])).toThrow(/a has 0/);
    expect(() => new WordCounts(['a'], [])).toThrow(/received 0 counts/);
    const two = new WordCounts(['a', 'b'], [2, 1]);
    expect(() => two.encode(Int32Array.of(2))).toThrow(/names word 2 of a vocabulary of 2/);
    await expect(WordCounts.of([Int32Array.of(1)])).rejects.toThrow(/lost their words/);
  });
});
