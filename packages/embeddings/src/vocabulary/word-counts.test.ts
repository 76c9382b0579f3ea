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
