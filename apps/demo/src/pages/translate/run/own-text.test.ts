import { describe, expect, it } from 'vitest';
import { exampleText } from './own-text.ts';

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
