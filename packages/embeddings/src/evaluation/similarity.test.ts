import { describe, expect, it } from 'vitest';
import { WordVectors } from '../vectors/word-vectors.ts';
import { evaluateSimilarity } from './evaluate-similarity.ts';
import { parseSimilarityPairs } from './similarity-pairs.ts';
import { ranks, spearman } from './spearman.ts';

describe('spearman', () => {
  it('ranks equal values with the mean of their places', () => {
    expect([...ranks([30, 10, 20, 20, 5, 20])]).toEqual([6, 2, 4, 4, 1, 4]);
  });

  it('is what the formula and SciPy say', () => {
    // scipy.stats.spearmanr([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]) = 0.8207826816681233
    expect(spearman([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.8207826816681233, 14);
    expect(spearman([1, 5, 9], [-2, 0, 40])).toBe(1);
    expect(spearman([1, 5, 9], [3, 2, 1])).toBe(-1);
    expect(spearman([1, 1, 1], [3, 2, 1])).toBeNaN();
    expect(spearman([], [])).toBeNaN();
    expect(spearman([1, 2, NaN, 4], [1, 2, 3, 4])).toBeNaN();
    expect(spearman([1, 2, 3, 4], [NaN, 2, 3, 4])).toBeNaN();
    expect(() => spearman([1], [])).toThrow('received 1 and 0');
  });
});

describe('word similarity', () => {
  it.each([
    ['tabs', 'love\tsex\t6.77\ntiger\tcat\t7.35\n'],
    [
      'commas and a heading',
      '\uFEFFWord 1,Word 2,Human (mean)\r\nlove,sex,6.77\r\ntiger,cat,7.35\r\n',
    ],
    ['blanks and more columns', '# a comment\nlove sex 6.77 N 3\n\ntiger cat 7.35 V'],
  ])('reads pairs between %s', (_, text) => {
    expect(parseSimilarityPairs(text)).toEqual([
      { a: 'love', b: 'sex', score: 6.77 },
      { a: 'tiger', b: 'cat', score: 7.35 },
    ]);
  });

  it('takes numbers for words where they stand for words', () => {
    expect(parseSimilarityPairs('year 1984 5')).toEqual([{ a: 'year', b: '1984', score: 5 }]);
  });

  it.each([
    ['a\tb\t1\na\tb\n', 'p.tsv, line 2: expected two words and a number'],
    ['a\tb\t1\na\tb\tmuch\n', 'p.tsv, line 2'],
    ['word\n', 'p.tsv, line 1'],
    ['2 3\na 1 2 3\n', 'p.tsv, line 1: expected two words and a number, found numbers behind'],
    ['a 1 2 3\n', 'as in a file of vectors'],
    ['', 'p.tsv: there are no pairs'],
  ])('refuses %j', (text, message) => {
    expect(() => parseSimilarityPairs(text, 'p.tsv')).toThrow(message);
  });

  it('correlates cosines with people, and counts what is unknown', () => {
    const vectors = new WordVectors(
      ['x', 'near', 'far', 'opposite'],
      2,
      Float32Array.of(1, 0, 2, 0.1, 1, 1, -1, 0.2),
    );
    const pairs = parseSimilarityPairs('X near 9\nx far 5\nx opposite 1\nx unseen 4\nunseen far 2');
    expect(evaluateSimilarity(vectors, pairs)).toMatchObject({ spearman: 1, pairs: 5, unknown: 3 });
    const told = evaluateSimilarity(vectors, pairs, { normalize: (word) => word.toLowerCase() });
    expect(told).toEqual({ spearman: 1, pairs: 5, unknown: 2, unknownWords: ['unseen'] });
  });
});
