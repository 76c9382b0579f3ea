import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readLines, readText } from '../node/read-lines.ts';
import { countTokens } from '../vocabulary/count-tokens.ts';
import { Vocabulary } from '../vocabulary/vocabulary.ts';
import { BytePairEncoding } from './byte-pair-encoding.ts';
import { learnBytePairEncoding } from './learn.ts';

const folder = new URL('../../../../../shared/data/multi30k-bpe10k-en-de/', import.meta.url);
const pathOf = (name: string) => fileURLToPath(new URL(`${name}.gz`, folder));

async function pieces(name: string): Promise<string[][]> {
  const sentences: string[][] = [];
  for await (const line of readLines(pathOf(name)))
    sentences.push(line.split(' ').filter((piece) => piece !== ''));
  return sentences;
}

describe('the files that subword-nmt wrote for Multi30k', () => {
  let encoding: BytePairEncoding;
  beforeAll(async () => {
    encoding = BytePairEncoding.fromMerges(await readText(pathOf('code')));
  });

  it.each(['train.de', 'train.en', 'valid.de', 'valid.en', 'test.2016.de', 'test.2016.en'])(
    'are re-created from their own words: %s',
    async (name) => {
      const sentences = await pieces(name);
      for (const sentence of sentences)
        expect(encoding.encode(encoding.decode(sentence))).toEqual(sentence);
    },
  );

  it('hold the 10,000 merges that we learn from them', async () => {
    const words = [...(await pieces('train.en')), ...(await pieces('train.de'))].map((sentence) =>
      encoding.decode(sentence),
    );
    const learned = learnBytePairEncoding(countTokens(words), { merges: 10_000 });
    expect(learned.toMerges()).toBe(encoding.toMerges());
  });

  it('have a joint vocabulary of 9,708 types and 4 specials', async () => {
    const counts = countTokens(await pieces('train.en'), await pieces('train.de'));
    expect(Vocabulary.fromCounts(counts).size).toBe(9712);
  });
});
