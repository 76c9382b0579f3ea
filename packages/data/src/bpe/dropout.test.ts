import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderly, outcome } from '../../test/outcome.ts';
import { Random } from '../random/random.ts';
import { tokenizer } from '../tokenizers/create.ts';
import { countTokens } from '../vocabulary/count-tokens.ts';
import { BytePairEncoding } from './byte-pair-encoding.ts';
import { learnBytePairEncoding } from './learn.ts';
import { formatVocabulary, parseVocabulary } from './vocabulary.ts';

const merges = '#version: 0.2\nl o\nlo w\nlow e\nlowe r</w>\ne r</w>\n';
const word = fc.string({
  minLength: 1,
  maxLength: 12,
  unit: fc.constantFrom('l', 'o', 'w', 'e', 'r'),
});

describe('BPE-dropout', () => {
  const encoding = BytePairEncoding.fromMerges(merges);

  it('changes nothing at 0, and gives characters at 1', () => {
    fc.assert(
      fc.property(word, (text) => {
        const random = new Random(1);
        const plain = encoding.encodeWord(text);
        expect(encoding.encodeWord(text, { probability: 0, random })).toEqual(plain);
        const characters = encoding.encodeWord(text, { probability: 1, random });
        expect(characters).toHaveLength(text.length);
        expect(encoding.decode(characters)).toEqual([text]);
      }),
    );
  });

  it('gives the word back at any probability, the same for the same seed', () => {
    fc.assert(
      fc.property(
        word,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(),
        (text, probability, seed) => {
          const sample = () => encoding.encodeWord(text, { probability, random: new Random(seed) });
          expect(sample()).toEqual(sample());
          expect(encoding.decode(sample())).toEqual([text]);
        },
      ),
    );
  });

  it('leaves out each join with its probability', () => {
    // One pair, so one chance a word.
    const single = BytePairEncoding.fromMerges('#version: 0.2\na b</w>\n');
    const random = new Random(3);
    let split = 0;
    for (let i = 0; i < 10_000; i++) {
      split += single.encodeWord('ab', { probability: 0.3, random }).length - 1;
    }
    // Four standard deviations of a binomial.
    expect(Math.abs(split - 3000)).toBeLessThan(4 * Math.sqrt(10_000 * 0.3 * 0.7));
    expect(single.encodeWord('ab')).toEqual(['ab']);
  });

  it('draws as often as a word is long, however long it is', () => {
    let draws = 0;
    class Counted extends Random {
      override uint32(): number {
        draws += 1;
        return super.uint32();
      }
    }
    const random = new Counted(2);
    const drawsOf = (length: number): number => {
      const text = Array.from({ length }, () => 'lowera'[random.integer(6)]).join('');
      draws = 0;
      const pieces = encoding.encodeWord(text, { probability: 0.5, random });
      expect(encoding.decode(pieces)).toEqual([text]);
      return draws;
    };
    const [short, long] = [drawsOf(1000), drawsOf(100_000)];
    expect(long / short).toBeLessThan(150);
  });

  it('is what sample does in a subword tokeniser', () => {
    const subword = tokenizer({ kind: 'subword', merges, dropout: 0.5 });
    const seen = new Set<string>();
    const random = new Random(5);
    for (let i = 0; i < 200; i++) seen.add(subword.sample!('lower', random).join(' '));
    expect(seen).toContain('lower');
    expect(seen).toContain('l@@ o@@ w@@ er');
    expect(seen.size).toBeGreaterThan(4);
    expect(subword.tokenize('lower')).toEqual(['lower']);
    expect(tokenizer({ kind: 'subword', merges, dropout: 0 })).toMatchObject({ sample: undefined });
    expect(subword.possible!('low o')).toEqual(['l@@', 'o@@', 'lo@@', 'w', 'o']);
    expect(() => tokenizer({ kind: 'subword', merges, dropout: 1.5 })).toThrow(
      'dropout is a probability between 0 and 1, received 1.5',
    );
  });
});

describe('possiblePieces', () => {
  const kinds = {
    'version 0.2': BytePairEncoding.fromMerges(merges),
    'version 0.1': BytePairEncoding.fromMerges('l o\nlo w\nlow e\nr </w>\ne r</w>\nlowe r</w>\n'),
    'a vocabulary': BytePairEncoding.fromMerges(merges, {
      vocabulary: new Set(['lo@@', 'w@@', 'er', 'low', 'e@@', 'lowe@@']),
    }),
    glossaries: BytePairEncoding.fromMerges(merges, { glossaries: ['wer', 'lo'] }),
  };

  it.each(Object.entries(kinds))('are all that dropout gives, with %s', (_kind, encoding) => {
    fc.assert(
      fc.property(word, fc.nat(), (text, seed) => {
        const random = new Random(seed);
        const possible = encoding.possiblePieces(text);
        const most = countTokens([possible]);
        const unseen = new Set(possible);
        for (let i = 0; i < 50; i++) {
          const pieces = encoding.encodeWord(text, { probability: (i % 5) / 5, random });
          for (const [piece, count] of countTokens([pieces])) {
            expect(most.get(piece) ?? 0).toBeGreaterThanOrEqual(count);
            unseen.delete(piece);
          }
        }
        // None that never comes, where there are few ways to split.
        expect(text.length < 4 ? [...unseen] : []).toEqual([]);
      }),
    );
  });

  it('are few, and found soon, for a word of any length', () => {
    const encoding = BytePairEncoding.fromMerges('#version: 0.2\na a\naa aa\naaaa aaaa\n');
    const length = 50_000;
    // Spans of 1, 2, 4 and 8 letters, the last letter marked and so in none.
    const expected = length + (length - 2) + (length - 4) + (length - 8);
    expect(encoding.possiblePieces('a'.repeat(length))).toHaveLength(expected);
  });
});

describe('a vocabulary of pieces', () => {
  it('takes apart what it does not have, by undoing merges', () => {
    const vocabulary = parseVocabulary('lo@@ 9\nw@@ 7\ner 7\nlow 2\r\nl@@ 1\n', 2);
    expect([...vocabulary]).toEqual(['lo@@', 'w@@', 'er', 'low']);
    const encoding = BytePairEncoding.fromMerges(merges, { vocabulary });
    // low e r → low@@ is not there: lo@@ w@@; e@@ and r cannot be taken apart.
    expect(encoding.encodeWord('lower')).toEqual(['lo@@', 'w@@', 'e@@', 'r']);
    expect(encoding.encodeWord('lowlo')).toEqual(['lo@@', 'w@@', 'l@@', 'o']);
    expect(BytePairEncoding.fromMerges(merges).encodeWord('lower')).toEqual(['lower']);
  });

  it('is read from its file, or refused with the line', () => {
    const counts = new Map([
      ['a', 1],
      ['b@@', 5],
    ]);
    expect(formatVocabulary(counts)).toBe('b@@ 5\na 1\n');
    expect([...parseVocabulary(formatVocabulary(counts))]).toEqual(['b@@', 'a']);
    expect(() => parseVocabulary('a 1\nb\n')).toThrow('line 2 must hold a piece and its count');
    expect(() => parseVocabulary('a 1\n', 2)).toThrow('none of its 1 pieces occurs 2 times');
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '1', ' ', '\n', '\r', '@', '😀', '\0') }),
        (text) => {
          const end = outcome(() => {
            expect(parseVocabulary(text).size).toBeGreaterThan(0);
          });
          expect(orderly).toContain(end);
        },
      ),
    );
  });

  it('lets every word be put together again, for any merges and vocabulary', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 3 }), fc.array(word), word, (seen, kept, text) => {
        const counts = new Map(seen.map((one) => [`${one}${one}ab`, 2]));
        const learned = learnBytePairEncoding(counts, { merges: 30 });
        const vocabulary = new Set(kept.flatMap((one) => [one, `${one}@@`]));
        const encoding = new BytePairEncoding(learned.merges, '0.2', { vocabulary });
        for (const one of [text, ...seen]) {
          const pieces = encoding.encodeWord(one);
          expect(encoding.decode(pieces)).toEqual([one]);
          for (const piece of pieces) {
            const bare = piece.replace(/@@$/u, '');
            expect(vocabulary.has(piece) || Array.from(bare).length === 1).toBe(true);
          }
        }
      }),
    );
  });
});

describe('glossaries', () => {
  it('are never split, and split off', () => {
    const encoding = BytePairEncoding.fromMerges(merges, { glossaries: ['lowe', '<2.e>', 'lo'] });
    expect(encoding.encodeWord('lower')).toEqual(['lowe@@', 'r']);
    expect(encoding.encodeWord('<2.e>')).toEqual(['<2.e>']);
    expect(encoding.encodeWord('<2xe>')).toHaveLength(5);
    expect(encoding.encodeWord('xlolower')).toEqual(['x@@', 'lo@@', 'lowe@@', 'r']);
    expect(encoding.decode(encoding.encodeWord('xlolower'))).toEqual(['xlolower']);
  });
});

describe('a merge list that is damaged', () => {
  it('gives a DataError, or an encoding that still gives every word back', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: merges.length }),
        fc.string({
          maxLength: 8,
          unit: fc.constantFrom(...Array.from('a \n</w>#ver0.2\r\0lo😀')),
        }),
        fc.nat({ max: 6 }),
        (at, inserted, removed) => {
          const text = merges.slice(0, at) + inserted + merges.slice(at + removed);
          const end = outcome(() => {
            const vocabulary = new Set(['lo@@', 'er', '<@@']);
            for (const options of [{}, { vocabulary }]) {
              const encoding = BytePairEncoding.fromMerges(text, options);
              for (const one of ['lower', 'o</w>', 'l😀']) {
                const back = encoding.decode(encoding.encodeWord(one)).join('');
                expect(back).toContain(one.slice(0, 1));
              }
            }
          });
          expect(orderly).toContain(end);
        },
      ),
      { numRuns: 500 },
    );
  });
});
