import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random/random.ts';
import { countTokens } from '../vocabulary/count-tokens.ts';
import { BytePairEncoding } from './byte-pair-encoding.ts';
import { learnBytePairEncoding } from './learn.ts';
import type { Merge } from './merges.ts';

describe('BytePairEncoding', () => {
  it('joins the pair that stands first in the list, everywhere in the word', () => {
    const encoding = BytePairEncoding.fromMerges('#version: 0.2\na b\nb a\nab ab\nc d</w>\n');
    expect(encoding.encodeWord('ababa')).toEqual(['abab@@', 'a']);
    expect(encoding.encodeWord('bcd')).toEqual(['b@@', 'cd']);
    expect(encoding.encodeWord('cdb')).toEqual(['c@@', 'd@@', 'b']);
    expect(encoding.encodeWord('a')).toEqual(['a']);
  });

  it('joins overlapping pairs from the left', () => {
    const encoding = BytePairEncoding.fromMerges('#version: 0.2\nx x\n');
    expect(encoding.encodeWord('xxxxz')).toEqual(['xx@@', 'xx@@', 'z']);
    expect(encoding.encodeWord('xxxz')).toEqual(['xx@@', 'x@@', 'z']);
  });

  it('follows version 0.1, where the end of the word is a symbol of its own', () => {
    const encoding = BytePairEncoding.fromMerges('a b\nab </w>\n');
    expect(encoding.version).toBe('0.1');
    expect(encoding.encodeWord('ab')).toEqual(['ab']);
    expect(encoding.encodeWord('cb')).toEqual(['c@@', 'b']);
  });

  it('counts the first of two equal entries', () => {
    const encoding = BytePairEncoding.fromMerges('#version: 0.2\na b\nb c\na b\n');
    expect(encoding.encodeWord('abcd')).toEqual(['ab@@', 'c@@', 'd']);
  });

  it.each([
    ['', 'no merges'],
    ['#version: 0.2\n', 'no merges'],
    ['#version: 0.3\na b\n', 'expected "#version: 0.1" or "0.2" in line 1'],
    ['#version: 0.2\na b\nabc\n', 'line 3 must hold two symbols'],
    ['a b\na  b\n', 'line 2 must hold two symbols'],
  ])('refuses the merge list %j', (text, message) => {
    expect(() => BytePairEncoding.fromMerges(text)).toThrow(message);
  });

  it('refuses words with blanks, and the empty word', () => {
    const encoding = BytePairEncoding.fromMerges('a b');
    expect(() => encoding.encode(['a b'])).toThrow(
      'must not be empty or contain blanks, received "a b"',
    );
    expect(() => encoding.encode([''])).toThrow('must not be empty');
  });
});

describe('the rounds of joins', () => {
  // Any order of merges, also those that no learning gives: the longer before those it is made of.
  const symbol = fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom('a', 'b') });
  const merge = fc
    .tuple(symbol, symbol, fc.boolean())
    .map(([left, right, ends]): Merge => [left, ends ? `${right}</w>` : right]);
  const merges = fc.array(merge, { minLength: 1, maxLength: 12 });
  const word = fc.string({ minLength: 2, maxLength: 40, unit: fc.constantFrom('a', 'b', 'ü') });
  const chance = fc.constantFrom(0, 0.1, 0.5, 0.9);

  it('equal looking at every pair anew in each round, and draw as often', () => {
    fc.assert(
      fc.property(merges, word, chance, fc.nat(), (list, text, probability, seed) => {
        const [random, expected] = [new Random(seed), new Random(seed)];
        const pieces = new BytePairEncoding(list).encodeWord(text, { probability, random });
        expect(pieces).toEqual(encodeByRescanning(list, text, probability, expected));
        expect(random.uint32()).toBe(expected.uint32());
      }),
      { numRuns: 500 },
    );
  });

  it('are remembered of words, but not of what is too long to come again', () => {
    const encoding = BytePairEncoding.fromMerges('#version: 0.2\na b\n');
    const isRemembered = (text: string) => encoding.encodeWord(text) === encoding.encodeWord(text);
    expect(isRemembered('x'.repeat(100))).toBe(true);
    expect(isRemembered('x'.repeat(101))).toBe(false);
  });

  it('are done soon for a word of any length, in any number of pieces', () => {
    const list = Array.from({ length: 3000 }, (_, n): Merge => {
      const letter = (k: number) => String.fromCodePoint(0x4e00 + k);
      return [letter(n % 60), letter(Math.floor(n / 60))];
    });
    const letters = list.flat();
    const long = Array.from({ length: 300_000 }, (_, n) => letters[(n * 7919) % 6000]).join('');
    const encoding = new BytePairEncoding(list);
    const start = performance.now();
    const pieces = encoding.encode([long, 'x'.repeat(300_000)]);
    expect(performance.now() - start).toBeLessThan(40_000);
    expect(pieces.length).toBeGreaterThan(400_000);
    expect(encoding.decode(pieces)).toEqual([long, 'x'.repeat(300_000)]);
  });
});

/** The definition: in each round the best pair of those that are not left out, everywhere. */
function encodeByRescanning(
  merges: readonly Merge[],
  word: string,
  probability: number,
  random: Random,
): string[] {
  let symbols = [...Array.from(word).slice(0, -1), `${Array.from(word).at(-1)!}</w>`];
  for (;;) {
    const ranks = symbols.slice(1).map((right, i) => {
      const rank = merges.findIndex(([a, b]) => a === symbols[i] && b === right);
      const isOut = rank >= 0 && probability > 0 && random.uint32() < probability * 2 ** 32;
      return rank < 0 || isOut ? Infinity : rank;
    });
    const best = Math.min(...ranks);
    if (best === Infinity) break;
    const joined: string[] = [];
    for (let i = 0; i < symbols.length; i++) {
      joined.push(ranks[i] === best ? symbols[i]! + symbols[i + 1]! : symbols[i]!);
      if (ranks[i] === best) i += 1;
    }
    symbols = joined;
  }
  return symbols.map((text, i) =>
    i < symbols.length - 1 ? `${text}@@` : text.replace(/<\/w>$/u, ''),
  );
}

describe('learnBytePairEncoding', () => {
  // The words and counts of the worked example in the paper, section 3.2.
  const counts = new Map([
    ['low', 5],
    ['lower', 2],
    ['newest', 6],
    ['widest', 3],
  ]);

  it('learns the merges of a hand-counted example; of equal pairs the last in code-point order', () => {
    // s t</w> and e s occur 9 times each: s comes after e.
    expect(learnBytePairEncoding(counts, { merges: 4 }).toMerges()).toBe(
      '#version: 0.2\ns t</w>\ne st</w>\nl o\nw est</w>\n',
    );
  });

  it('stops where no pair is frequent enough', () => {
    expect(learnBytePairEncoding(counts, { merges: 100, minFrequency: 9 }).merges).toEqual([
      ['s', 't</w>'],
      ['e', 'st</w>'],
    ]);
    expect(() => learnBytePairEncoding(new Map([['ab', 1]]), { merges: 5 })).toThrow(
      'no pair of symbols occurs 2 times in 1 distinct words',
    );
  });

  const word = fc.string({ minLength: 1, unit: fc.constantFrom('a', 'b', 'c', 'ü', '😀') });
  const sentences = fc.array(fc.array(word, { minLength: 1 }), { minLength: 1 });

  it('equals counting every pair again after each join', () => {
    fc.assert(
      fc.property(sentences, (text) => {
        const words = countTokens(text);
        const expected = learnByRecounting(words, 30);
        fc.pre(expected.length > 0);
        expect(learnBytePairEncoding(words, { merges: 30 }).merges).toEqual(expected);
      }),
    );
  });

  it('decodes what it encodes, also words it never saw and after a trip through a file', () => {
    fc.assert(
      fc.property(sentences, sentences, (seen, unseen) => {
        const words = countTokens(seen, seen);
        fc.pre([...words.keys()].some((w) => Array.from(w).length > 1));
        const learned = learnBytePairEncoding(words, { merges: 20 });
        const restored = BytePairEncoding.fromMerges(learned.toMerges());
        for (const sentence of [...seen, ...unseen]) {
          expect(restored.encode(sentence)).toEqual(learned.encode(sentence));
          expect(learned.decode(learned.encode(sentence))).toEqual(sentence);
        }
      }),
    );
  });
});

function learnByRecounting(counts: ReadonlyMap<string, number>, merges: number): string[][] {
  const words = [...counts].map(([word, count]) => {
    const symbols = Array.from(word);
    symbols.push(`${symbols.pop()!}</w>`);
    return { symbols, count };
  });
  const learned: string[][] = [];
  while (learned.length < merges) {
    const pairs = new Map<string, number>();
    for (const { symbols, count } of words) {
      for (let i = 1; i < symbols.length; i++) {
        const pair = `${symbols[i - 1]!} ${symbols[i]!}`;
        pairs.set(pair, (pairs.get(pair) ?? 0) + count);
      }
    }
    const top = Math.max(0, ...pairs.values());
    if (top < 2) break;
    const order = (pair: string) =>
      Array.from(pair, (char) => String(char.codePointAt(0)).padStart(7, '0')).join();
    const best = [...pairs.keys()]
      .filter((pair) => pairs.get(pair) === top)
      .toSorted((a, b) => (order(a) < order(b) ? 1 : -1))[0]!;
    const [left, right] = best.split(' ') as [string, string];
    learned.push([left, right]);
    for (const word of words) {
      const joined: string[] = [];
      for (const symbol of word.symbols) {
        if (joined.at(-1) === left && symbol === right) joined[joined.length - 1] = left + right;
        else joined.push(symbol);
      }
      word.symbols = joined;
    }
  }
  return learned;
}
