import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corpusBleu, sentenceBleu, type BleuOptions } from './bleu.ts';
import { bleuWords, type BleuTokenizer } from './bleu-tokenizers.ts';

const geometricMean = (...values: number[]) =>
  values.reduce((product, value) => product * value, 1) ** (1 / values.length);

describe('corpusBleu', () => {
  it('is 100 for equal text and 0 without a common word', () => {
    expect(corpusBleu(['a b c d e'], ['a b c d e']).score).toBeCloseTo(100, 10);
    const nothing = corpusBleu(['a b c d'], ['e f g h']);
    expect([nothing.score, nothing.precisions]).toEqual([0, [0, 0, 0, 0]]);
  });

  it("clips counts at the reference that has most: the paper's example", () => {
    const bleu = corpusBleu(
      ['the the the the the the the'],
      [['the cat is on the mat', 'there is a cat on the mat']],
    );
    expect(bleu).toMatchObject({ counts: [2, 0, 0, 0], totals: [7, 6, 5, 4] });
    expect(bleu).toMatchObject({ hypothesisLength: 7, referenceLength: 7, brevityPenalty: 1 });
    expect(bleu.score).toBeCloseTo(geometricMean(200 / 7, 100 / 12, 100 / 20, 100 / 32), 10);
    expect(bleu.signature).toBe('nrefs:2|case:mixed|eff:no|tok:13a|smooth:exp|version:rondo');
  });

  it('punishes brevity by exp(1 − r/c) over the whole corpus', () => {
    const bleu = corpusBleu(['a b c d', 'k l m n'], ['a b c d e f', 'k l m n']);
    expect(bleu.brevityPenalty).toBeCloseTo(Math.exp(1 - 10 / 8), 12);
    expect(bleu.score).toBeCloseTo(100 * Math.exp(-0.25), 10);
  });

  it('takes the closest reference length, of two equally close the shorter', () => {
    expect(corpusBleu(['a b c'], [['a b c d', 'a b']]).referenceLength).toBe(2);
    expect(corpusBleu(['a b c'], [['a', 'a b c d e', 'a b c d']]).referenceLength).toBe(4);
  });

  it('adds up counts before dividing, and folds case when asked', () => {
    const bleu = corpusBleu(['Ein Hund', 'a b c'], ['ein Hund', 'a b d'], { lowercase: true });
    expect(bleu).toMatchObject({ counts: [4, 2, 0, 0], totals: [5, 3, 1, 0] });
    expect(bleu.signature).toContain('case:lc');
  });

  it('marks a varying number of references', () => {
    expect(corpusBleu(['a', 'b'], ['a', ['b', 'c']]).signature).toMatch(/^nrefs:var\|/u);
  });

  it('refuses unequal counts, no reference, unknown names', () => {
    expect(() => corpusBleu(['a', 'b'], ['a'])).toThrow('received 1 for 2 hypotheses');
    expect(() => corpusBleu(['a'], [[]])).toThrow('hypothesis 0 has no reference');
    const unknown = (options: object) => () => corpusBleu(['a'], ['a'], options);
    expect(unknown({ tokenize: '14a' })).toThrow('unknown tokeniser "14a" (known: none, 13a');
    expect(unknown({ smoothing: 'add' })).toThrow('unknown smoothing "add" (known: exp, none');
  });

  it('stays between 0 and 100, and is no worse with one more reference of the same length', () => {
    const sentence = fc
      .array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 6, maxLength: 6 })
      .map((words) => words.join(' '));
    fc.assert(
      fc.property(sentence, sentence, sentence, (hypothesis, first, second) => {
        const one = sentenceBleu(hypothesis, first).score;
        const two = sentenceBleu(hypothesis, [first, second]).score;
        expect(one).toBeGreaterThanOrEqual(0);
        expect(two).toBeGreaterThanOrEqual(one - 1e-9);
        expect(two).toBeLessThanOrEqual(100 + 1e-9);
      }),
    );
  });
});

describe('sentenceBleu', () => {
  // 2 of 3 words, 1 of 2 pairs, 0 of 1 triples, no n-gram of four.
  const score = (options: BleuOptions) => sentenceBleu('a b x', 'a b c', options).score;

  it('leaves out orders that the hypothesis is too short for', () => {
    expect(score({})).toBeCloseTo(geometricMean(200 / 3, 50, 50), 10);
    expect(score({ effectiveOrder: false })).toBe(0);
  });

  it('smooths zeros by each method', () => {
    expect(score({ smoothing: 'none' })).toBe(0);
    expect(score({ smoothing: 'floor' })).toBeCloseTo(geometricMean(200 / 3, 50, 10), 10);
    expect(score({ smoothing: 'floor', smoothingValue: 0.2 })).toBeCloseTo(
      geometricMean(200 / 3, 50, 20),
      10,
    );
    expect(score({ smoothing: 'add-k' })).toBeCloseTo(geometricMean(200 / 3, 200 / 3, 50, 100), 10);
    expect(sentenceBleu('a', 'a', { smoothing: 'add-k', smoothingValue: 2 }).signature).toBe(
      'nrefs:1|case:mixed|eff:yes|tok:13a|smooth:add-k[2.00]|version:rondo',
    );
  });

  it('gives 0 for an empty hypothesis and an empty reference', () => {
    for (const smoothing of ['exp', 'none', 'floor', 'add-k'] as const) {
      expect(sentenceBleu('', 'a b', { smoothing })).toMatchObject({ score: 0, brevityPenalty: 0 });
      expect(sentenceBleu('a b', ' ', { smoothing }).score).toBe(0);
    }
  });
});

describe('bleuWords', () => {
  it.each<[BleuTokenizer, string, string]>([
    [
      '13a',
      'He said: "3.5%, x-y 1990-91" &amp; left.',
      'He said : " 3.5 % , x-y 1990 - 91 " & left .',
    ],
    ['13a', "It's <skipped>1,000.", "It's 1,000 ."],
    ['13a', '„Über“ – naïve…', '„Über“ – naïve…'],
    ['none', ' a , b.  c\u0085d ', 'a , b. c d'],
    ['intl', '„Über“ – 3,5 €!', '„ Über “ – 3,5 € !'],
    ['char', 'a 😀漢', 'a 😀 漢'],
    ['zh', '她3.5岁，用Python。', '她 3.5 岁 ， 用 Python 。'],
    ['zh', 'a—b', 'a — b'],
  ])('%s splits %j', (name, text, words) => {
    expect(bleuWords(text, name, false).join(' ')).toBe(words);
  });

  it('keeps a byte-order mark, which is no blank in Python', () => {
    expect(bleuWords('\uFEFFa', 'none', false)).toEqual(['\uFEFFa']);
  });
});
