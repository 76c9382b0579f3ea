import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readText } from '../node/read-lines.ts';
import { MosesTokenizer } from '../tokenizers/moses.ts';

const folder = new URL('../../../../../shared/data/', import.meta.url);
const read = async (name: string): Promise<string[]> =>
  (await readText(fileURLToPath(new URL(name, folder)))).split('\n').slice(0, -1);

describe.each(['de', 'en'] as const)('Multi30k, %s', (language) => {
  it('is split as the Moses scripts split it, in 99.8 of 100 lines', async () => {
    const raw = await read(`multi30k/train.${language}.txt.gz`);
    const pieces = await read(`multi30k-bpe10k-en-de/train.${language}.gz`);
    const moses = new MosesTokenizer({
      language,
      lowerCase: true,
      escape: true,
      normalizePunctuation: true,
    });
    const other = raw.filter(
      (line, i) => moses.tokenize(line).join(' ') !== pieces[i]!.replaceAll('@@ ', ''),
    );
    console.log(`${language}: ${other.length} of ${raw.length} lines differ from Moses`);
    expect(other.length).toBeLessThan(0.002 * raw.length);
  });

  it('comes back from tokens to text in 99.6 of 100 lines', async () => {
    const raw = await read(`multi30k/train.${language}.txt.gz`);
    const moses = new MosesTokenizer({ language });
    const tidy = raw.map((line) => line.trim().replaceAll(/\s+/gu, ' '));
    const changed = tidy.filter((line) => moses.detokenize(moses.tokenize(line)) !== line);
    console.log(`${language}: ${changed.length} of ${raw.length} lines change`);
    expect(changed.length).toBeLessThan(0.004 * raw.length);
  });
});
