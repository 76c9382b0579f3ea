import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { cpu } from '@rondo/backend-cpu';
import { useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { evaluateSimilarity } from '../evaluation/evaluate-similarity.ts';
import { parseSimilarityPairs } from '../evaluation/similarity-pairs.ts';
import { WordCounts } from '../vocabulary/word-counts.ts';
import { EmbeddingTrainer } from './trainer.ts';

useBackend(cpu());

interface Run {
  readonly learningRate: number;
  readonly words: number;
  readonly pairs: number;
  /** Of each seed. */
  readonly correlations: readonly number[];
  /** Of each epoch, the mean of the seeds: the sum over all predictions. */
  readonly losses: readonly number[];
}

const data = new URL('../../../../../shared/data/', import.meta.url);
const fixture = new URL('../../test/fixtures/gensim-wikitext2.json', import.meta.url);
const reference = JSON.parse(readFileSync(fixture, 'utf8')) as {
  readonly seeds: readonly number[];
  readonly runs: Readonly<Record<'skipGram' | 'cbow', Run>>;
};

const lines = ['test', 'valid'].flatMap((name) =>
  gunzipSync(readFileSync(new URL(`wikitext2-small/${name}.txt.gz`, data)))
    .toString()
    .split('\n'),
);
const sentences = lines
  .map((line) => line.split(' ').filter((word) => word !== ''))
  .filter((words) => words.length > 0);
const judged = parseSimilarityPairs(
  readFileSync(new URL('word-similarity/EN-WS-353-ALL.txt', data), 'utf8'),
);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe.each(['skipGram', 'cbow'] as const)('%s on WikiText-2', (architecture) => {
  const { learningRate, words, pairs, correlations, losses } = reference.runs[architecture];

  it('has the losses of gensim, and its word similarities', { timeout: 600_000 }, async () => {
    const vocabulary = await WordCounts.of(sentences);
    expect(vocabulary.size).toBe(words);
    const found = { correlations: [] as number[], losses: losses.map(() => 0) };
    for (const seed of reference.seeds) {
      const trainer = new EmbeddingTrainer({
        corpus: sentences,
        vocabulary,
        architecture,
        learningRate,
        seed,
        epochs: losses.length,
      });
      for await (const event of trainer.run()) {
        if (event.kind !== 'epoch') continue;
        found.losses[event.epoch]! += (event.loss * event.examples) / reference.seeds.length;
      }
      const similarity = evaluateSimilarity(await trainer.vectors(), judged);
      trainer.dispose();
      expect(similarity.pairs - similarity.unknown).toBe(pairs);
      found.correlations.push(similarity.spearman);
    }

    const ratios = found.losses.map((loss, epoch) => loss / losses[epoch]!);
    console.log(architecture, 'losses beside gensim', ratios, 'ρ', found.correlations);
    for (const ratio of ratios) expect(Math.abs(ratio - 1)).toBeLessThan(0.02);
    expect(Math.abs(mean(found.correlations) - mean(correlations))).toBeLessThan(0.03);
    // Seeds mean other numbers here than there, so they are not compared one by one.
    for (const correlation of found.correlations) {
      expect(correlation).toBeGreaterThan(Math.min(...correlations) - 0.03);
      expect(correlation).toBeLessThan(Math.max(...correlations) + 0.03);
    }
  });
});
