import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderly, outcome } from '../../test/outcome.ts';
import { BytePairEncoding } from './byte-pair-encoding.ts';
import { parseVocabulary } from './vocabulary.ts';

const codes = '#version: 0.2\na b\nab c</w>\nä 漢\nd e\nde f</w>\n';
const counts = 'ab@@ 9\nc 7\nä漢@@ 4\nf 3\n';

/** The text with something in another's place. */
const changed = (whole: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.nat({ max: whole.length }),
      fc.nat({ max: 6 }),
      fc.oneof(
        fc.constantFrom(
          '',
          ' ',
          '\n',
          '\r\n',
          '\r',
          '\0',
          '\t',
          '\uFEFF',
          '\u00A0',
          '\u2028',
          '  ',
          '#version',
        ),
        fc.string({ unit: 'binary', maxLength: 6 }),
        fc.constant('x'.repeat(5000)),
      ),
    )
    .map(([at, lost, put]) => whole.slice(0, at) + put + whole.slice(at + lost));

describe('a damaged list of merges', () => {
  it('gives a DataError that names a line, or an encoding that loses nothing', () => {
    fc.assert(
      fc.property(changed(codes), (text) => {
        const end = outcome(() => {
          const encoding = BytePairEncoding.fromMerges(text);
          for (const word of ['abc', 'ä漢', 'def', 'zz']) {
            expect(encoding.encode([word]).join('').replaceAll('@@', '')).toBe(word);
          }
        });
        expect(orderly).toContain(end);
      }),
      { numRuns: 200 },
    );
    expect(() => BytePairEncoding.fromMerges('#version: 0.2\na b\na b c\n')).toThrow('line 3');
    expect(() => BytePairEncoding.fromMerges(`${'x'.repeat(2 ** 20)}\n`)).toThrow('line 1');
  });
});

describe('a damaged vocabulary of pieces', () => {
  it('gives a DataError that names a line, or pieces as they stand there', () => {
    fc.assert(
      fc.property(changed(counts), fc.integer({ min: 1, max: 5 }), (text, threshold) => {
        const end = outcome(() => {
          const pieces = parseVocabulary(text, threshold);
          for (const piece of pieces) {
            expect(piece).toMatch(/^\S+$/u);
            expect(text).toContain(piece);
          }
        });
        expect(orderly).toContain(end);
      }),
      { numRuns: 200 },
    );
    expect(() => parseVocabulary('ab@@ 9\nc seven\n')).toThrow('line 2');
  });
});
