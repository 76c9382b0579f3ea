import { describe, expect, it } from 'vitest';
import { padSequences } from '@rondo/data';
import { memory } from '@rondo/tensor';
import { randomTable, TableDecoder } from '../../test/table-decoder.ts';
import { tinyModel } from '../../test/tiny.ts';
import { beamSearch } from './beam-search.ts';
import { Ensemble } from './ensemble.ts';
import { greedyDecode } from './greedy.ts';
import type { IncrementalDecoder } from './incremental-decoder.ts';
import { scorePairs } from './score-pairs.ts';

const source = padSequences([[5, 6, 7, 10], [4, 8], [9]], { end: true });
const target = padSequences([[4, 5], [], [8, 7, 6]], { end: true });

async function logProbabilities(model: IncrementalDecoder): Promise<number[]> {
  const scored = await scorePairs(model, source, target);
  return scored.flatMap((pair) => pair.logProbabilities);
}

describe('Ensemble', () => {
  it('averages the probabilities of models of unequal families', async () => {
    const before = memory();
    const models = [new TableDecoder(randomTable(9, { seed: 1 })), tinyModel()];
    const [a, b] = (await Promise.all(models.map(logProbabilities))) as [number[], number[]];
    const mean = await logProbabilities(new Ensemble(models));
    mean.forEach((p, i) =>
      expect(p).toBeCloseTo(Math.log((Math.exp(a[i]!) + Math.exp(b[i]!)) / 2), 5),
    );
    for (const model of models) model.dispose();
    expect(memory()).toEqual(before);
  });

  it('averages log-probabilities, scaled to sum to 1', async () => {
    const tables = [1, 2, 3].map((seed) => randomTable(5, { seed }));
    const models = tables.map((table) => new TableDecoder(table));
    const ensemble = new Ensemble(models, { average: 'logProbabilities' });
    const empty = padSequences([[]], { end: true });
    const [one] = await scorePairs(ensemble, padSequences([[4]], { end: true }), empty);
    // The mean of logits differs from that of log-probabilities by one number, which the scaling takes away.
    const means = [0, 1, 2, 3, 4].map((id) =>
      tables.reduce((sum, table) => sum + table[1]![id]! / 3, 0),
    );
    const total = Math.log(means.reduce((sum, x) => sum + Math.exp(x), 0));
    expect(one!.logProbability).toBeCloseTo(means[2]! - total, 5);
    for (const model of models) model.dispose();
  });

  it.each(['probabilities', 'logProbabilities'] as const)(
    'of one model with itself decodes as the model, with %s',
    async (average) => {
      const model = tinyModel();
      const twice = new Ensemble([model, model], { average });
      const options = { beam: 3, nBest: 2, maxLength: 6, attention: true };
      const expected = await beamSearch(model, source, options);
      const actual = await beamSearch(twice, source, options);
      for (const [n, hypotheses] of expected.entries()) {
        for (const [m, { ids, attention }] of hypotheses.entries()) {
          expect(actual[n]![m]!.ids).toEqual(ids);
          const weights = attention!.flat();
          actual[n]![m]!.attention!.flat().forEach((w, i) => expect(w).toBeCloseTo(weights[i]!, 5));
        }
      }
      model.dispose();
    },
  );

  it('conformance 7: gives each sentence of a batch what it gives the sentence alone', async () => {
    const models = [tinyModel(), tinyModel({ attention: 'none', hiddenSize: 7 })];
    const ensemble = new Ensemble(models);
    const together = await greedyDecode(ensemble, source, { maxLength: 6 });
    for (const [n, sentence] of [[5, 6, 7, 10], [4, 8], [9]].entries()) {
      const alone = padSequences([sentence], { end: true });
      expect((await greedyDecode(ensemble, alone, { maxLength: 6 }))[0]!.ids).toEqual(
        together[n]!.ids,
      );
    }
    for (const model of models) model.dispose();
  });

  it('refuses no models, and unequal vocabularies', () => {
    const models = [new TableDecoder(randomTable(9)), new TableDecoder(randomTable(8))];
    expect(() => new Ensemble([])).toThrow(expect.objectContaining({ facts: { sizes: [] } }));
    expect(() => new Ensemble(models)).toThrow(
      expect.objectContaining({ facts: { sizes: [9, 8] } }),
    );
    for (const model of models) model.dispose();
  });

  it('frees what was begun when a model cannot begin', async () => {
    const [small, large] = [tinyModel(), tinyModel({ sourceVocabulary: 99 })];
    const before = memory();
    const outside = padSequences([[50]], { end: true });
    await expect(greedyDecode(new Ensemble([large, small]), outside)).rejects.toThrow(/50/);
    expect(memory()).toEqual(before);
    small.dispose();
    large.dispose();
  });
});
