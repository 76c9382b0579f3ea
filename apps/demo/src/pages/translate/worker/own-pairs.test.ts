import { describe, expect, it } from 'vitest';
import { Mistake } from '../../../mistakes/mistake.ts';
import { ownPairs } from './own-pairs.ts';

const lines = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => line(n)).join('\n');

describe('text of one’s own', () => {
  it('is pairs, a tenth of which validates', async () => {
    const text = lines(40, (n) => `the number ${n}\tdie Zahl ${n}`);
    const { train, validation, tokenizers } = await ownPairs(`${text}\r\n\r\n`);
    expect([train.length, validation.length]).toEqual([36, 4]);
    const all = new Set([...train, ...validation].map(({ source }) => source));
    expect(all.size).toBe(40);
    expect(tokenizers.source).toEqual({ kind: 'words', lowerCase: true });
    expect(await ownPairs(text)).toMatchObject({ train, validation, tokenizers });
  });

  it('is split by what it is', async () => {
    const { tokenizers } = await ownPairs(lines(20, (n) => `我有${n}只猫\tcats${n}`));
    expect(tokenizers).toEqual({
      source: { kind: 'chinese', unit: 'characters' },
      target: { kind: 'characters' },
    });
  });

  it('has each sentence on one side only, however often it comes', async () => {
    const text = lines(
      300,
      (n) => `the number ${n % 15}\tdie ${n % 2 ? 'Zahl' : 'Nummer'} ${n % 15}`,
    );
    const { train, validation } = await ownPairs(text);
    expect(train.length + validation.length).toBe(30);
    const known = new Set(train.map(({ source }) => source));
    expect(validation.filter(({ source }) => known.has(source))).toEqual([]);
    expect(validation.length).toBeGreaterThan(0);
  });

  it('is refused where nearly all of it is repeated', async () => {
    const text = lines(50, () => 'one\tuno');
    await expect(ownPairs(text)).rejects.toThrow(new Mistake('fewPairs', 1, 10));
    const few = lines(50, (n) => `one\tuno ${n}`);
    await expect(ownPairs(few)).rejects.toThrow(new Mistake('fewPairs', 1, 10));
  });

  it('tells what became of its lines', async () => {
    const long = 'so '.repeat(1100);
    const text = [
      lines(60, (n) => `the number ${n}\tdie Zahl ${n}${n < 5 ? '\tmore' : ''}`),
      'alone\t \n\nthe number 3\tdie Zahl 3',
      `the number 61\t${long}`,
      `${long}\tdie Zahl 62`,
    ].join('\n');
    const { train, validation, report } = await ownPairs(text);
    expect([train.length, validation.length]).toEqual([54, 6]);
    expect(report).toEqual({
      lines: 64,
      noTranslation: 1,
      repeated: 1,
      tooLong: 2,
      moreColumns: 5,
    });
  });

  it('is refused where no line has a translation, or none fits', async () => {
    const untranslated = lines(60, (n) => `the number ${n}\t `);
    await expect(ownPairs(untranslated)).rejects.toThrow(new Mistake('noTranslations', 60));
    const long = lines(60, (n) => `${n} ${'so '.repeat(1100)}\tdie Zahl ${n}`);
    await expect(ownPairs(long)).rejects.toThrow(new Mistake('tooLong', 60, 1023));
  });

  it('is refused where a line has no tab, or there is too little', async () => {
    await expect(ownPairs(' \n')).rejects.toThrow(new Mistake('noText'));
    await expect(ownPairs('a\tb\nc d')).rejects.toThrow(new Mistake('noTab', 2, 'c d'));
    await expect(ownPairs('a\tb\nc\td')).rejects.toThrow(new Mistake('fewPairs', 2, 10));
  });
});
