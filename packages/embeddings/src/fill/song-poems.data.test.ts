import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { cpu } from '@rondo/backend-cpu';
import { useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { Neighbours } from '../neighbours/neighbours.ts';
import { EmbeddingTrainer } from '../training/trainer.ts';
import { WordCounts } from '../vocabulary/word-counts.ts';
import { trainedModel } from './embedding-model.ts';
import { FillIn } from './fill-in.ts';
import { parseGap } from './gap.ts';

useBackend(cpu());

const file = new URL('../../../../../shared/data/chinese-poetry/songci.tsv.gz', import.meta.url);

/** The characters of each poem. */
function readPoems(): string[][] {
  const lines = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
  return lines.map((line) => line.split('\t')[2]!.match(/\p{Script=Han}/gu) ?? []);
}

it.each([1, 2])(
  'the seasons of Song poems are near each other, and gaps are better than guessed (seed %i)',
  async (seed) => {
    const poems = readPoems();
    const corpus = poems.filter((_, n) => n % 20 !== 0);
    const vocabulary = await WordCounts.of(corpus);
    const trainer = new EmbeddingTrainer({ corpus, vocabulary, architecture: 'cbow', seed });
    const start = performance.now();
    for await (const _ of trainer.run());
    expect(performance.now() - start).toBeLessThan(120_000);
    const model = await trainedModel(trainer);
    const [neighbours, fill] = [new Neighbours(model.vectors), new FillIn(model)];
    const near = (await neighbours.of('春')).map(({ word }) => word);
    expect(near.some((word) => ['夏', '秋', '冬'].includes(word))).toBe(true);

    // A line whose gap the characters nearby decide.
    const line = parseGap('千里孤坟无处话凄_', (text) => Array.from(text));
    const { candidates: answers } = await fill.rank(line, 1);
    expect(answers[0]!.word).toBe('凉');
    expect(answers[0]!.probability).toBeGreaterThan(0.04);

    // Poems that were not read, against the share of each character in the text.
    let [surprise, surpriseOfShares, gaps] = [0, 0, 0];
    for (const poem of poems.filter((_, n) => n % 200 === 0)) {
      const known = poem.filter((word) => vocabulary.has(word));
      for (let at = 5; at < known.length - 5; at += 11) {
        const gap = { before: known.slice(0, at), after: known.slice(at + 1) };
        const word = known[at]!;
        const { candidates } = await fill.rank(gap, 1, { among: [word] });
        surprise -= Math.log(candidates[0]!.probability);
        surpriseOfShares -= Math.log(
          vocabulary.counts[vocabulary.indexOf(word)]! / vocabulary.total,
        );
        gaps += 1;
      }
    }
    const [perplexity, ofShares] = [surprise, surpriseOfShares].map((sum) => Math.exp(sum / gaps));
    expect(perplexity!).toBeLessThan(0.6 * ofShares!);
    for (const own of [neighbours, fill, trainer]) own.dispose();
  },
);
