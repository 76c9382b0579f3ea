import { describe, expect, it } from 'vitest';
import { Mistake } from '../mistakes/mistake.ts';
import { readTextFile } from './read-text-file.ts';

describe('a file of one’s own', () => {
  it('is text', async () => {
    expect(await readTextFile(new File(['a\tb ü 中'], 'pairs.tsv'))).toBe('a\tb ü 中');
  });

  it.each([
    ['a picture', ['\u0000'], new Mistake('noTextFile', 'x.tsv')],
    ['Latin-1', [Uint8Array.of(0x66, 0xfc, 0x72)], new Mistake('noTextFile', 'x.tsv')],
    ['more than a tab learns', ['a'.repeat(21_000_000)], new Mistake('tooLarge', 'x.tsv', 21, 20)],
  ])('that is %s is refused', async (_what, parts, mistake) => {
    await expect(readTextFile(new File(parts, 'x.tsv'))).rejects.toThrow(mistake);
  });
});
