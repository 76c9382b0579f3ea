import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corpusChrf, sentenceChrf } from './chrf.ts';

const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'ä', '漢', '😀', ' ', '.'),
  maxLength: 30,
});

describe('corpusChrf', () => {
  it('averages precision and recall over the orders that occur', () => {
    // Characters: 2 of 3 and 2 of 2; pairs: 1 of 2 and 1 of 1; the reference has no triple.
    const { score, precision, recall } = sentenceChrf('abc', 'ab');
    expect(precision).toBeCloseTo((100 * (2 / 3 + 1 / 2)) / 2, 10);
    expect(recall).toBeCloseTo(100, 10);
    expect(score).toBeCloseTo((5 * precision * recall) / (4 * precision + recall), 10);
  });

  it('weighs recall by β²', () => {
    const scores = [0.5, 1, 2, 4].map((beta) => sentenceChrf('abc', 'ab', { beta }).score);
    expect(scores).toEqual(scores.toSorted((a, b) => a - b));
    expect(sentenceChrf('a', 'a', { beta: 3, wordOrder: 1 }).name).toBe('chrF3+');
  });

  it('counts blanks only when asked, words only with a word order', () => {
    expect(sentenceChrf('a b', 'ab').score).toBeCloseTo(100, 10);
    expect(sentenceChrf('a b', 'ab', { whitespace: true }).score).toBeLessThan(100);
    expect(sentenceChrf('a b', 'ab', { wordOrder: 2 }).score).toBeLessThan(100);
    expect(sentenceChrf('hi.', 'hi .', { charOrder: 0, wordOrder: 1 }).score).toBeCloseTo(100, 10);
  });

  it('takes a character beyond U+FFFF for one', () => {
    expect(sentenceChrf('😀', '😁').score).toBe(0);
  });

  it('takes the reference with the best score of each sentence', () => {
    const { score } = corpusChrf(['abcd', 'xyz'], [['zzzz', 'abcd'], 'xyz']);
    expect(score).toBeCloseTo(100, 10);
  });

  it('says how it was computed', () => {
    const { name, signature } = corpusChrf(['a', 'b'], [['a', 'c'], ['b']], { wordOrder: 2 });
    expect([name, signature]).toEqual([
      'chrF2++',
      'nrefs:var|case:mixed|eff:yes|nc:6|nw:2|space:no|version:rondo',
    ]);
  });

  it('refuses orders and β that are none, and lists that do not fit', () => {
    for (const options of [{ charOrder: -1 }, { wordOrder: 1.5 }, { charOrder: 0 }]) {
      expect(() => sentenceChrf('a', 'a', options)).toThrow('as charOrder and wordOrder, received');
    }
    for (const beta of [0, -1, NaN, Infinity]) {
      expect(() => sentenceChrf('a', 'a', { beta })).toThrow(`as beta, received ${beta}`);
    }
    expect(() => corpusChrf(['a'], ['a', 'b'])).toThrow('received 2 for 1 hypotheses');
    expect(() => corpusChrf([], [])).toThrow('expected at least one hypothesis, received none');
  });

  it('lies between 0 and 100, is 100 for equal text, and with β = 1 does not know the sides', () => {
    fc.assert(
      fc.property(text, text, fc.nat(2), fc.boolean(), (a, b, wordOrder, epsSmoothing) => {
        const { score } = sentenceChrf(a, b, { wordOrder, epsSmoothing });
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100 + 1e-9);
        expect(sentenceChrf(a, a, { wordOrder }).score).toBeCloseTo(a.trim() === '' ? 0 : 100, 9);
        const options = { wordOrder, epsSmoothing, beta: 1 };
        const there = sentenceChrf(a, b, options).score;
        expect(there).toBeCloseTo(sentenceChrf(b, a, options).score, 9);
      }),
    );
  });
});
