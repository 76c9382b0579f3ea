import { describe, expect, it } from 'vitest';
import { exampleText, readOwnText } from './own-text.ts';

describe('the example', () => {
  const lines = new Map(
    exampleText()
      .split('\n')
      .map((line) => line.split('\t') as [string, string]),
  );

  it('is every number once', () => {
    expect(lines.size).toBe(999);
    expect(new Set(lines.values()).size).toBe(999);
  });

  it.each([
    ['seven', '七'],
    ['ten', '十'],
    ['thirteen', '十三'],
    ['forty', '四十'],
    ['one hundred and five', '一百零五'],
    ['three hundred and twelve', '三百一十二'],
    ['nine hundred and ninety nine', '九百九十九'],
  ])('%s is %s', (english, numerals) => {
    expect(lines.get(english)).toBe(numerals);
  });
});

describe('a file of one’s own', () => {
  it('is text of bearable size', async () => {
    expect(await readOwnText(new File(['a\tb'], 'pairs.tsv'))).toBe('a\tb');
    await expect(readOwnText(new File(['\u0000'], 'x.png'))).rejects.toThrow('x.png is no text');
    const large = new File(['a'.repeat(21_000_000)], 'big.tsv');
    await expect(readOwnText(large)).rejects.toThrow('21 million bytes');
  });
});
