import { describe, expect, it } from 'vitest';
import { padSequences } from '@rondo/data';
import { memory } from '@rondo/tensor';
import { families, familyModel, transformer } from '../../test/families.ts';
import { beamSearch } from './beam-search.ts';
import { Ensemble } from './ensemble.ts';
import { greedyDecode } from './greedy.ts';
import { inBatches } from './in-batches.ts';
import { sampleDecode } from './sampling.ts';
import { scorePairs } from './score-pairs.ts';

const sentences = [[5, 6, 7, 10], [4, 8], [9], [10, 9, 8], [4, 4, 4, 4, 4]];
const source = padSequences(sentences, { end: true });
const maxLength = 8;

describe.each(Object.entries(families))('decoding with %s', (_, options) => {
  it('conformance 7: a beam of 1 is greedy search', async () => {
    const before = memory();
    const model = familyModel(options);
    const greedy = await greedyDecode(model, source, { maxLength });
    const beam = await beamSearch(model, source, { maxLength, beam: 1 });
    expect(beam.map(([best]) => best!.ids)).toEqual(greedy.map(({ ids }) => ids));
    model.dispose();
    expect(memory()).toEqual(before);
  });

  it('conformance 7: a batch of n equals n single runs, in the order of the sentences', async () => {
    const model = familyModel(options);
    const lengths = sentences.map(({ length }) => length);
    const together = {
      greedy: await greedyDecode(model, source, { maxLength }),
      beam: await beamSearch(model, source, { maxLength, beam: 3, noRepeatNgram: 2 }),
      sample: await sampleDecode(model, source, { maxLength, seed: 2 }),
    };
    await inBatches('test', lengths, { batchSize: 2 }, async (places) => {
      const some = padSequences(
        places.map((place) => sentences[place]!),
        { end: true },
      );
      const greedy = await greedyDecode(model, some, { maxLength });
      const beam = await beamSearch(model, some, { maxLength, beam: 3, noRepeatNgram: 2 });
      const sample = await sampleDecode(model, some, { maxLength, seed: 2, streams: places });
      for (const [n, place] of places.entries()) {
        expect(greedy[n]!.ids).toEqual(together.greedy[place]!.ids);
        expect(beam[n]![0]!.ids).toEqual(together.beam[place]![0]!.ids);
        expect(sample[n]!.ids).toEqual(together.sample[place]!.ids);
      }
      return [];
    });
    model.dispose();
  });

  it('conformance 7: beams that change places keep their own past: scores are those of forced decoding', async () => {
    const model = familyModel(options);
    const found = await beamSearch(model, source, { maxLength, beam: 4, nBest: 4 });
    for (const [n, hypotheses] of found.entries()) {
      const scored = await scorePairs(
        model,
        padSequences(
          hypotheses.map(() => sentences[n]!),
          { end: true },
        ),
        padSequences(
          hypotheses.map(({ ids }) => ids),
          { end: true },
        ),
      );
      for (const [m, { logProbabilities }] of hypotheses.entries()) {
        const forced = scored[m]!.logProbabilities;
        logProbabilities.forEach((p, t) => expect(p).toBeCloseTo(forced[t]!, 4));
      }
    }
    model.dispose();
  });
});

it('an ensemble has members of unequal families', async () => {
  const models = [
    'biGRU, dot attention',
    'Transformer, post-norm',
    'Transformer, SSRU decoder',
  ].map((name) => familyModel(families[name]!));
  const ensemble = new Ensemble(models);
  const greedy = await greedyDecode(ensemble, source, { maxLength, attention: true });
  const beam = await beamSearch(ensemble, source, { maxLength, beam: 1 });
  expect(beam.map(([best]) => best!.ids)).toEqual(greedy.map(({ ids }) => ids));
  for (const { attention } of greedy) {
    for (const row of attention!) expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
  }
  for (const model of models) model.dispose();
});

it('never asks for more steps than a model has learned positions for', async () => {
  const learned = (positions: number) =>
    familyModel(transformer({ positions: 'learned', maxLength: positions }));
  const model = learned(7);
  // The end is never said: outputs are as long as they may be.
  const endless = { minLength: 6 };
  for (const limit of [undefined, 30]) {
    const lengths = limit === undefined ? endless : { ...endless, maxLength: limit };
    const greedy = await greedyDecode(model, source, lengths);
    const beam = await beamSearch(model, source, { ...lengths, beam: 2 });
    expect(greedy.map(({ ids }) => ids.length)).toEqual([6, 6, 6, 6, 6]);
    expect(beam.map(([best]) => best!.ids.length)).toEqual([6, 6, 6, 6, 6]);
  }
  const other = learned(9);
  expect(new Ensemble([other, model]).longestTarget).toBe(7);
  for (const one of [model, other]) one.dispose();
});
