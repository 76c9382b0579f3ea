import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitPairs } from './split-pairs.ts';

const split = (lines: readonly string[]): Record<string, string[]> =>
  Object.fromEntries(
    [...splitPairs(new TextEncoder().encode(lines.join('\n')), 'cmn.txt')].map(([name, text]) => [
      name,
      text.split('\n').slice(0, -1),
    ]),
  );

const plain = (sentence: string): string =>
  sentence
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

/** Few words, so that sentences come again, spelled in different ways. */
const sentence = (words: readonly string[]) =>
  fc
    .tuple(
      fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }),
      fc.constantFrom('', '.', '！'),
    )
    .map(([chosen, end]) => chosen.join(' ') + end);
const line = fc
  .tuple(
    sentence(Array.from('abcdefgh').flatMap((letter) => [letter, letter.toUpperCase()])),
    sentence(Array.from('你好吗我们他她它')),
    fc.constantFrom('', '\tCC-BY'),
  )
  .map(([source, target, more]) => `${source}\t${target}${more}`);

describe('splitPairs', () => {
  it('keeps every line once, in order, and no sentence on two sides', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 60 }), (lines) => {
        const parts = split(lines);
        expect(Object.values(parts).flat().toSorted()).toEqual(lines.toSorted());
        const owners = new Map<string, string>();
        for (const [name, own] of Object.entries(parts)) {
          if (own.length > 0) reached.add(name);
          expect(own).toEqual(lines.filter((one) => own.includes(one)));
          for (const pair of own) {
            const [source = '', target = ''] = pair.split('\t');
            for (const key of [`1${plain(source)}`, `2${plain(target)}`]) {
              expect(owners.get(key) ?? name).toBe(name);
              owners.set(key, name);
            }
          }
        }
      }),
      { numRuns: 200 },
    );
    expect(reached.size).toBe(3);
  });

  it('does not mind the order of the lines, and what is unrelated', () => {
    const lines = Array.from({ length: 200 }, (_, n) => `sentence ${n}\t句${n}\tCC-BY`);
    const parts = split(lines);
    const more = split(['another one\t另一个', ...lines.toReversed()]);
    for (const name of ['validation.tsv', 'test.tsv']) {
      expect(parts[name]!.length).toBeGreaterThan(1);
      expect(more[name]!.filter((one) => one.endsWith('BY'))).toEqual(parts[name]!.toReversed());
    }
  });

  it('takes line ends of Windows, and names a line without two columns', () => {
    expect(Object.values(split(['Hi.\t嗨。\r', '', 'No.\t不。\r', ''])).flat()).toHaveLength(2);
    for (const bad of ['Hi.', 'Hi.\t', '\t嗨。']) {
      expect(() => split(['Hi.\t嗨。', bad])).toThrow(
        'cmn.txt, line 2: expected a sentence, a tab',
      );
    }
  });
});
