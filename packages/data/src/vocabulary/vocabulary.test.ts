import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCodePoints } from './code-point-order.ts';
import { countTokens } from './count-tokens.ts';
import { Vocabulary } from './vocabulary.ts';

const counts = countTokens([
  ['b', 'a', 'b', '😀'],
  ['\uFF01', '😀', 'c'],
]);

describe('Vocabulary', () => {
  it('puts the specials first, then tokens by count, ties by code point', () => {
    expect(Vocabulary.fromCounts(counts).tokens).toEqual(
      '[pad] [begin] [end] [unknown] b 😀 a c \uFF01'.split(' '),
    );
  });

  it('leaves out rare tokens, and what exceeds maxSize', () => {
    expect(Vocabulary.fromCounts(counts, { minFrequency: 2 }).size).toBe(6);
    expect(Vocabulary.fromCounts(counts, { maxSize: 5 }).tokens.at(-1)).toBe('b');
    expect(() => Vocabulary.fromCounts(counts, { maxSize: 3 })).toThrow('maxSize');
  });

  it('counts several streams together', () => {
    expect(countTokens([['a']], [['a', 'b'], ['b']])).toEqual(
      new Map([
        ['a', 2],
        ['b', 2],
      ]),
    );
  });

  it('encodes with [begin] and [end], unknown tokens as [unknown]', () => {
    const vocabulary = new Vocabulary(['ein', 'hund']);
    expect([...vocabulary.encode(['hund', 'katze'], { begin: true, end: true })]).toEqual([
      1, 5, 3, 2,
    ]);
    expect([...vocabulary.encode([])]).toEqual([]);
    expect(vocabulary.decode([1, 4, 3, 2, 5, 0])).toEqual(['ein', '[unknown]']);
  });

  it('never lets text spell a special token', () => {
    const vocabulary = Vocabulary.fromCounts(
      new Map([
        ['[end]', 9],
        ['x', 1],
      ]),
    );
    expect(vocabulary.size).toBe(5);
    expect([...vocabulary.encode(['[end]', '[pad]', 'x'])]).toEqual([3, 3, 4]);
    expect(vocabulary.indexOf('[end]')).toBe(2);
  });

  it('takes other spellings of the specials', () => {
    const vocabulary = new Vocabulary(['[pad]'], { pad: '<pad>', end: '</s>' });
    expect(vocabulary.tokens).toEqual(['<pad>', '[begin]', '</s>', '[unknown]', '[pad]']);
    expect(() => new Vocabulary([], { pad: 'x', end: 'x' })).toThrow('must be distinct');
  });

  it('names a token that occurs twice and an index outside', () => {
    expect(() => new Vocabulary(['a', 'b', 'a'])).toThrow('"a" occurs at index 4 and 6');
    expect(() => new Vocabulary(['a']).tokenAt(5)).toThrow('index 5 is outside 0 … 4');
  });

  it('decodes what it encoded, also after a trip through JSON', () => {
    const token = fc.string({ minLength: 1, unit: 'binary' });
    fc.assert(
      fc.property(fc.array(fc.array(token)), (sentences) => {
        const vocabulary = Vocabulary.fromCounts(countTokens(sentences));
        const restored = Vocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary)));
        expect(restored.tokens).toEqual(vocabulary.tokens);
        for (const tokens of sentences) {
          expect(restored.decode(vocabulary.encode(tokens, { begin: true, end: true }))).toEqual(
            tokens,
          );
        }
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    [null, 'expected an object, received null'],
    [{}, 'expected "format": "rondo-vocabulary", received nothing'],
    [{ format: 'rondo-vocabulary', version: 2 }, 'expected "version": 1, received 2'],
    [{ format: 'rondo-vocabulary', version: 1, specials: { pad: 0 }, tokens: [] }, 'specials.pad'],
  ])('refuses %j as a stored vocabulary', (json, message) => {
    expect(() => Vocabulary.fromJSON(json)).toThrow(message);
  });

  it('names the stored token that is no string', () => {
    const json = { ...new Vocabulary(['a']).toJSON(), tokens: ['a', 7] };
    expect(() => Vocabulary.fromJSON(json)).toThrow('a string at tokens[1], received 7');
  });
});

describe('a vocabulary that is extended', () => {
  const found = new Map([
    ['new', 3],
    ['b', 9],
    ['rare', 1],
    ['<s>', 5],
    ['newer', 4],
  ]);

  it('keeps its entries and gets the new ones, the most frequent first', () => {
    const known = new Vocabulary(['a', 'b'], { begin: '<s>' });
    const options = { minFrequency: 2 };
    const extended = known.extendedBy(found, options);
    expect(extended.tokens).toEqual([...known.tokens, 'newer', 'new']);
    expect(extended.specials).toEqual(known.specials);
    expect(extended.extendedBy(found, options).tokens).toEqual(extended.tokens);
    expect(known.extendedBy(found, { maxSize: 7 }).tokens).toEqual([...known.tokens, 'newer']);
    expect(known.extendedBy(found, { maxSize: 4 }).tokens).toEqual(known.tokens);
  });
});

describe('compareCodePoints', () => {
  it('orders like the arrays of code points', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [x, y] = [Array.from(a), Array.from(b)];
        const at = x.findIndex((char, i) => char !== y[i]);
        const expected =
          at < 0
            ? x.length - y.length
            : (x[at]?.codePointAt(0) ?? -1) - (y[at]?.codePointAt(0) ?? -1);
        expect(Math.sign(compareCodePoints(a, b))).toBe(Math.sign(expected));
      }),
    );
    expect(compareCodePoints('\uFF01', '😀')).toBeLessThan(0);
  });
});
