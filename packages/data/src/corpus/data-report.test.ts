import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenizer } from '../tokenizers/create.ts';
import { Vocabulary } from '../vocabulary/vocabulary.ts';
import { dataReport } from './data-report.ts';
import { formatDataReport } from './format-data-report.ts';
import { lengthReport } from './length-report.ts';

const pair = (source: string, target: string) => ({ source, target });
const train = [
  pair('ein Hund', 'a dog'),
  pair('Ein  hund', 'A dog'),
  pair('ein Hund', 'one dog'),
  pair('ok', 'OK'),
  pair('kurz', `${'very '.repeat(12)}long`),
];

describe('dataReport', () => {
  const words = tokenizer({ kind: 'words' });
  const side = (...tokens: string[]) => ({ tokenizer: words, vocabulary: new Vocabulary(tokens) });
  const report = dataReport(
    {
      train,
      validation: [pair('Hund', 'dog')],
      test: [pair('EIN HUND', 'a dog'), pair('neu', 'one dog')],
    },
    {
      source: side('ein', 'Hund', 'ok', 'kurz'),
      target: side('a', 'dog', 'very', 'long'),
      examples: 1,
    },
  );

  it('finds duplicates, equal and lopsided sides', () => {
    expect(report.splits.train).toMatchObject({
      pairs: 5,
      duplicates: { pairs: 1, source: 2, target: 1, examples: [train[1]] },
      untranslated: { pairs: 1, examples: [train[3]] },
      lopsided: { pairs: 1, examples: [train[4]] },
    });
  });

  it('finds what the test shares with the training data', () => {
    expect(report.leaks).toEqual([
      { of: 'validation', inside: 'train', pairs: 0, source: 0, target: 0, examples: [] },
      {
        of: 'test',
        inside: 'train',
        pairs: 1,
        source: 1,
        target: 2,
        examples: [pair('EIN HUND', 'a dog')],
      },
      { of: 'test', inside: 'validation', pairs: 0, source: 0, target: 0, examples: [] },
    ]);
  });

  it('counts unknown tokens', () => {
    expect(report.splits.train!.unknown).toEqual({
      source: {
        rate: 2 / 8,
        tokens: 2,
        sentences: 1,
        most: [
          { token: 'Ein', count: 1 },
          { token: 'hund', count: 1 },
        ],
      },
      target: {
        rate: 3 / 20,
        tokens: 3,
        sentences: 3,
        most: [
          { token: 'A', count: 1 },
          { token: 'one', count: 1 },
          { token: 'OK', count: 1 },
        ],
      },
    });
  });

  it('is written as text', () => {
    expect(formatDataReport(report).split('\n')).toEqual(
      expect.arrayContaining([
        'train: 5 pairs; seen before: 1 pairs (20.0 %), 2 sources, 1 targets; equal sides: 1; lopsided: 1',
        '  seen before: Ein  hund | A dog',
        '  source: 25.00 % of the tokens unknown, in 1 sentences (Ein 1, hund 1)',
        '  source: 8 tokens, mean 1.6, median 2, 95 % at most 2, longest 2',
        `    0–1 ${'█'.repeat(20)}           2`,
        'LEAK: test in train: 1 pairs, 1 sources, 2 targets',
        '  in both: EIN HUND | a dog',
        'test in validation: 0 pairs, 0 sources, 0 targets',
      ]),
    );
  });

  it('needs only training data', () => {
    const { splits, leaks } = dataReport({ train });
    expect(Object.keys(splits)).toEqual(['train']);
    expect(splits.train!.unknown).toEqual({});
    expect(leaks).toEqual([]);
  });
});

describe('lengthReport', () => {
  it('puts every sentence in the bin of its length', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 300 })), (lengths) => {
        const { histogram, longest, tokens } = lengthReport(lengths);
        expect(tokens).toBe(lengths.reduce((a, b) => a + b, 0));
        for (const { from, to, sentences } of histogram) {
          expect(lengths.filter((length) => length >= from && length <= to)).toHaveLength(
            sentences,
          );
        }
        expect(histogram.reduce((sum, { sentences }) => sum + sentences, 0)).toBe(lengths.length);
        expect(histogram.at(-1)?.to ?? 0).toBe(longest);
      }),
    );
    expect(lengthReport([1, 2, 3, 4, 100])).toMatchObject({
      median: 3,
      percentile95: 100,
      mean: 22,
    });
  });
});
