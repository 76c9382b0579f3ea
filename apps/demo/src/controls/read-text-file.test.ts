import { describe, expect, it } from 'vitest';
import { readTextFile } from './read-text-file.ts';

describe('a file of one’s own', () => {
  it('is text of bearable size', async () => {
    const read = (file: File): Promise<string> => readTextFile(file, 'sentences on lines');
    expect(await read(new File(['a\tb'], 'pairs.tsv'))).toBe('a\tb');
    await expect(read(new File(['\u0000'], 'x.png'))).rejects.toThrow(
      'x.png is no text; give it sentences on lines',
    );
    const large = new File(['a'.repeat(21_000_000)], 'big.tsv');
    await expect(read(large)).rejects.toThrow('21 million bytes');
  });
});
