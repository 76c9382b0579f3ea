import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BandedEditDistance } from './banded-edit-distance.ts';
import { corpusTer, sentenceTer } from './ter.ts';
import { terWords } from './ter-tokenizer.ts';
import { translationEdits } from './translation-edits.ts';

const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 20 });

/** Levenshtein's distance from the whole table. */
function levenshtein<Item>(from: ArrayLike<Item>, to: ArrayLike<Item>): number {
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (const [i, item] of Array.from(from).entries()) {
    const next = [i + 1];
    for (let j = 1; j <= to.length; j++) {
      const replaced = row[j - 1]! + (item === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}

describe('corpusTer', () => {
  it('counts a shifted block as one edit', () => {
    const ter = sentenceTer('yesterday we met her in town', 'we met her in town yesterday');
    expect(ter).toMatchObject({ edits: 1, referenceLength: 6, name: 'TER' });
    expect(ter.score).toBeCloseTo(100 / 6, 10);
    expect(ter.signature).toBe(
      'nrefs:1|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:rondo',
    );
  });

  it("finds the edits of the paper's example", () => {
    // Snover et al. 2006, section 3: one shift, one insertion and two substitutions for 13 words.
    const reference =
      'SAUDI ARABIA denied THIS WEEK information published in the AMERICAN new york times';
    const hypothesis = 'THIS WEEK THE SAUDIS denied information published in the new york times';
    expect(sentenceTer(hypothesis, reference)).toMatchObject({ edits: 4, referenceLength: 13 });
  });

  it('takes the nearest reference and the mean of their lengths', () => {
    expect(corpusTer(['a b c', 'x'], [['a b c d e', 'a b c d'], 'y'])).toMatchObject({
      edits: 2,
      referenceLength: 5.5,
    });
  });

  it('is 100 or 0 where the references are empty', () => {
    expect(sentenceTer('a b', '').score).toBe(100);
    expect(sentenceTer('', ' ').score).toBe(0);
    expect(sentenceTer('', 'a b').score).toBe(100);
  });

  it('folds case unless told not to', () => {
    expect(sentenceTer('A b', 'a B').score).toBe(0);
    expect(sentenceTer('A b', 'a B', { caseSensitive: true }).score).toBe(100);
  });

  it('splits what its options say', () => {
    const split = (text: string, options = {}) => terWords(text, options).join(' ');
    expect(split('Tom&amp;Ann, 3.5')).toBe('tom&amp;ann, 3.5');
    expect(split("Tom's cat, &amp; 3.5.", { normalized: true })).toBe("tom 's cat , & 3.5 .");
    expect(split('a, (b)! c', { noPunct: true })).toBe('a b c');
    expect(split('我愛 TS。', { normalized: true })).toBe('我愛 ts。');
    expect(split('我愛 TS。', { normalized: true, asianSupport: true })).toBe('我 愛 ts 。');
    expect(split('我愛 TS。', { noPunct: true, asianSupport: true })).toBe('我愛 ts');
  });

  it('is done with a line of many thousand words in bounded memory', () => {
    const line = Array.from({ length: 20_000 }, (_, i) => `w${(i * 7919) % 1009}`);
    const moved = [...line.slice(5), ...line.slice(0, 5)];
    expect(sentenceTer(moved.join(' '), line.join(' ')).edits).toBeLessThanOrEqual(10);
  });
});

describe('translationEdits', () => {
  it('lies between the difference of the lengths and the edits without shifts, 0 only for equal words', () => {
    fc.assert(
      fc.property(words, words, (hypothesis, reference) => {
        const edits = translationEdits(hypothesis, reference);
        expect(edits).toBeGreaterThanOrEqual(Math.abs(hypothesis.length - reference.length));
        expect(edits).toBeLessThanOrEqual(levenshtein(hypothesis, reference));
        expect(edits === 0).toBe(hypothesis.join(' ') === reference.join(' '));
      }),
    );
  });

  it('needs one edit for distinct words of which a block was moved', () => {
    const block = fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 10 }), fc.nat(20));
    fc.assert(
      fc.property(block, ([start, length, to]) => {
        const reference = Array.from({ length: 30 }, (_, i) => String(i));
        const rest = reference.toSpliced(start, length);
        const moved = rest.toSpliced(to, 0, ...reference.slice(start, start + length));
        expect(translationEdits(moved, reference)).toBe(to === start ? 0 : 1);
      }),
    );
  });
});

describe('BandedEditDistance', () => {
  const numbers = fc.array(fc.nat(3), { maxLength: 24 }).map((items) => Int32Array.from(items));

  it("is Levenshtein's distance within the band, and its errors add up to it", () => {
    fc.assert(
      fc.property(numbers, numbers, (hypothesis, reference) => {
        const expected = levenshtein(hypothesis, reference);
        const distances = new BandedEditDistance(reference, hypothesis.length);
        const aligned = distances.align(hypothesis);
        expect(aligned.distance).toBe(expected);
        const errors = (side: Uint8Array): number => side.reduce((sum, error) => sum + error, 0);
        const { referenceErrors, hypothesisErrors } = aligned;
        const most = Math.max(errors(referenceErrors), errors(hypothesisErrors));
        expect(most).toBeLessThanOrEqual(expected);
        expect(errors(referenceErrors) + errors(hypothesisErrors)).toBeGreaterThanOrEqual(expected);
      }),
    );
  });

  it('computes only the rows that differ from those it keeps', () => {
    fc.assert(
      fc.property(numbers, numbers, fc.nat(24), (hypothesis, reference, at) => {
        const from = Math.min(at, hypothesis.length);
        const distances = new BandedEditDistance(reference, hypothesis.length);
        distances.align(hypothesis);
        const changed = hypothesis.map((item, i) => (i < from ? item : 3 - item));
        expect(distances.distance(changed, from)).toBe(levenshtein(changed, reference));
      }),
    );
  });

  it('meets the end where four words stand for two hundred', () => {
    const reference = Int32Array.from({ length: 200 }, (_, i) => i);
    const distances = new BandedEditDistance(reference, 4);
    expect(distances.align(Int32Array.from([40, 74, 124, 174])).distance).toBe(196);
    const { distance } = new BandedEditDistance(reference, 0).align(new Int32Array());
    expect(distance).toBe(200);
  });
});
