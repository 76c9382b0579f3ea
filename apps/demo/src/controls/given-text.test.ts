import { describe, expect, it } from 'vitest';
import { givenFile, givenInput, wholeText, type LongText } from './given-text.ts';

const lines = (count: number): string => '一二三\tone two three\n'.repeat(count);

describe('text of one’s own', () => {
  it('is as it was typed where it is short', async () => {
    expect(givenInput(lines(3))).toBe(lines(3));
    expect(await givenFile(new File([lines(3)], 'a.tsv'))).toBe(lines(3));
  });

  it.each([
    ['typed', async (text: string) => givenInput(text)],
    ['of a file', (text: string) => givenFile(new File([text], 'a.tsv'))],
  ])(
    '%s has its first lines where it is long, and the whole for those who read it',
    async (_, give) => {
      const given = (await give(lines(9000))) as LongText;
      expect(given.beginning).toBe(lines(6).trimEnd());
      expect(await wholeText(given)).toBe(lines(9000));
    },
  );

  it('is refused where it is no text, at once or by those who read it', async () => {
    const image = new Uint8Array(200_000).fill(255);
    await expect(givenFile(new File([image], 'a.png'))).rejects.toThrow('noTextFile');
    const later = await givenFile(new File([lines(9000), image], 'b.tsv'));
    await expect(wholeText(later)).rejects.toThrow('noTextFile');
  });
});
