import { describe, expect, it } from 'vitest';
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
    expect(await ownPairs(text)).toEqual({ train, validation, tokenizers });
  });

  it('is split by what it is', async () => {
    const { tokenizers } = await ownPairs(lines(20, (n) => `我有${n}只猫\tcats${n}`));
    expect(tokenizers).toEqual({
      source: { kind: 'chinese', unit: 'characters' },
      target: { kind: 'characters' },
    });
  });

  it('is refused where a line has no tab, or there is too little', async () => {
    await expect(ownPairs(' \n')).rejects.toThrow('your text is empty');
    await expect(ownPairs('a\tb\nc d')).rejects.toThrow(/your text, line 2.*tabs/);
    await expect(ownPairs('a\tb\nc\td')).rejects.toThrow(/2 pairs.*too little/);
  });
});
