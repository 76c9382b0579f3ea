import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { padSequences, specialIndex } from '@rondo/data';
import { memory, tensor } from '@rondo/tensor';
import { randomTable, TableDecoder } from '../../test/table-decoder.ts';
import { tinyModel } from '../../test/tiny.ts';
import { beamSearch, type BeamOptions } from './beam-search.ts';
import { greedyDecode } from './greedy.ts';
import type { Hypothesis } from './hypothesis.ts';
import type { IncrementalDecoder } from './incremental-decoder.ts';
import { Ranking } from './ranking.ts';
import { scorePairs } from './score-pairs.ts';
import type { BeamHypothesis } from './sentence-beam.ts';

const sentences = [[5, 6, 7, 10], [4, 8], [9], [10, 9, 8]];
const source = padSequences(sentences, { end: true });

/** All outputs of up to `limit` tokens that end, scored by forced decoding, the best first. */
async function allOutputs(
  model: IncrementalDecoder,
  sentence: readonly number[],
  limit: number,
  options: BeamOptions = {},
): Promise<{ ids: number[]; score: number }[]> {
  const words = Array.from({ length: model.targetVocabulary - 3 }, (_, i) => i + 3);
  let longest: number[][] = [[]];
  const all: number[][] = [[]];
  for (let length = 1; length <= limit; length++) {
    longest = longest.flatMap((ids) => words.map((word) => [...ids, word]));
    all.push(...longest);
  }
  const scored = await scorePairs(
    model,
    padSequences(
      all.map(() => sentence),
      { end: true },
    ),
    padSequences(all, { end: true }),
    { attention: true },
  );
  const ranking = new Ranking('test', options);
  return scored
    .map(({ logProbability, attention }, n) => {
      const rankable = {
        sum: logProbability,
        length: all[n]!.length + 1,
        attention: attention ?? [],
      };
      return { ids: all[n]!, score: ranking.score(rankable) };
    })
    .toSorted((a, b) => b.score - a.score);
}

function idsOf(hypotheses: readonly Hypothesis[]): (readonly number[])[] {
  return hypotheses.map(({ ids }) => ids);
}

describe('beamSearch', () => {
  it.each([{}, { attention: 'none' }, { attention: 'additive' }] as const)(
    'conformance 7: a beam of 1 is greedy search, with %o',
    async (config) => {
      const model = tinyModel(config);
      for (const maxLength of [0, 3, 12]) {
        const greedy = await greedyDecode(model, source, { maxLength, attention: true });
        const beam = await beamSearch(model, source, { maxLength, beam: 1, attention: true });
        for (const [n, [best]] of beam.entries()) {
          const { attention, logProbabilities, score, ...same } = greedy[n]!;
          expect(best).toMatchObject(same);
          expect(best!.score).toBeCloseTo(score, 5);
          expect(best!.logProbabilities).toHaveLength(logProbabilities.length);
          expect(best!.attention?.length ?? 0).toBe(attention?.length ?? 0);
        }
      }
      model.dispose();
    },
  );

  it('conformance 7: a beam of 1 is greedy search, whatever the table', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1000),
        fc.nat(8),
        fc.integer({ min: 4, max: 12 }),
        async (seed, maxLength, size) => {
          const model = new TableDecoder(randomTable(size, { seed }), { history: 1 });
          const options = {
            maxLength,
            noRepeatNgram: 3,
            repetitionPenalty: 1.2,
            minLength: maxLength >> 1,
          };
          const greedy = await greedyDecode(model, source, options);
          const beam = await beamSearch(model, source, { ...options, beam: 1 });
          expect(idsOf(beam.map(([best]) => best!))).toEqual(idsOf(greedy));
          expect(beam.map(([best]) => best!.finished)).toEqual(
            greedy.map(({ finished }) => finished),
          );
          model.dispose();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('conformance 7: gives each sentence of a batch what it gives the sentence alone, and leaks nothing', async () => {
    const before = memory();
    for (const config of [{}, { attention: 'none' }] as const) {
      const model = tinyModel(config);
      const options = { maxLength: 7, beam: 3, nBest: 3 };
      const together = await beamSearch(model, source, options);
      for (const [n, sentence] of sentences.entries()) {
        const [alone] = await beamSearch(model, padSequences([sentence], { end: true }), options);
        expect(idsOf(alone!)).toEqual(idsOf(together[n]!));
      }
      model.dispose();
    }
    expect(memory()).toEqual(before);
  });

  it('conformance 7: a batch of n equals n single runs, when sentences end at any step', async () => {
    const runs = fc.record({
      seed: fc.nat(1000),
      end: fc.double({ min: 0, max: 5, noNaN: true }),
      beam: fc.integer({ min: 1, max: 4 }),
      count: fc.integer({ min: 2, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(runs, async ({ seed, end, beam, count }) => {
        const table = randomTable(8, { seed });
        for (const row of table) row[specialIndex.end]! += end;
        const model = new TableDecoder(table, { history: 2 });
        const options = { beam, maxLength: 6, lengthPenalty: 'none' } as const;
        const some = sentences.slice(0, count);
        const together = await beamSearch(model, padSequences(some, { end: true }), options);
        for (const [n, sentence] of some.entries()) {
          const [alone] = await beamSearch(model, padSequences([sentence], { end: true }), options);
          expect(idsOf(alone!)).toEqual(idsOf(together[n]!));
        }
        model.dispose();
      }),
      { numRuns: 100 },
    );
  });

  it.each<BeamOptions>([
    {},
    { lengthPenalty: 'none' },
    { lengthPenalty: 'gnmt', alpha: 0.6 },
    { lengthPenalty: 'average', alpha: 1.5, wordReward: 0.3 },
    { coveragePenalty: 'gnmt', beta: 0.4 },
    { coveragePenalty: 'summary', stopping: 'noBetter' },
  ])('at full width finds the best of all outputs, with %o', async (options) => {
    const limit = 3;
    const model = tinyModel();
    model.outputBias.assign(tensor([0, 0, 0.3, 0, 0.2, 0, 0, 0.1, 0]));
    const expected = await allOutputs(model, sentences[0]!, limit, options);
    const [found] = await beamSearch(model, padSequences([sentences[0]!], { end: true }), {
      ...options,
      beam: expected.length,
      nBest: 7,
      maxLength: limit,
    });
    for (const [n, { score, finished }] of found!.entries()) {
      expect(finished).toBe(true);
      expect(score).toBeCloseTo(expected[n]!.score, 4);
    }
    expect(found![0]!.ids).toEqual(expected[0]!.ids);
    model.dispose();
  });

  it('finds what greedy search misses', async () => {
    // 4 is likelier at first, but after it nothing is certain; after 5 the end is.
    const table = Array.from({ length: 6 }, () => [-20, -20, -20, -20, -20, -20]);
    table[specialIndex.begin] = [-20, -20, -20, -20, Math.log(0.6), Math.log(0.4)];
    table[4] = [-20, -20, Math.log(0.3), Math.log(0.3), Math.log(0.2), Math.log(0.2)];
    table[5] = [-20, -20, 0, -20, -20, -20];
    const model = new TableDecoder(table);
    const one = padSequences([[4]], { end: true });
    const options = { maxLength: 4, lengthPenalty: 'none' } as const;
    const [greedy] = await greedyDecode(model, one, options);
    expect(greedy!.ids[0]).toBe(4);
    const [hypotheses] = await beamSearch(model, one, { ...options, beam: 2, nBest: 2 });
    const [first, second] = hypotheses! as [BeamHypothesis, BeamHypothesis];
    expect(first.ids).toEqual([5]);
    expect(first.score).toBeCloseTo(Math.log(0.4), 5);
    expect(first.logProbabilities[0]).toBeCloseTo(Math.log(0.4), 5);
    expect(second.ids).toEqual([4]);
    expect(second.score).toBeCloseTo(Math.log(0.6 * 0.3), 5);
    model.dispose();
  });

  it('goes on longer only to find better outputs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(1000),
        fc.constantFrom('none', 'average', 'gnmt'),
        async (seed, lengthPenalty) => {
          const model = new TableDecoder(randomTable(7, { seed, scale: 3 }), { history: 1 });
          const options = { beam: 4, nBest: 2, maxLength: 6, lengthPenalty } as const;
          const steps: number[] = [];
          const bests: number[][] = [];
          for (const stopping of ['topBeamFinished', 'beamFinished', 'noBetter'] as const) {
            model.rows.length = 0;
            const found = await beamSearch(model, source, { ...options, stopping });
            steps.push(model.rows.reduce((a, b) => a + b));
            bests.push(found.map(([best]) => best!.score));
          }
          const [, usual, all] = bests as [number[], number[], number[]];
          // Going on longer never loses what was found.
          all.forEach((score, n) => expect(score).toBeGreaterThanOrEqual(usual[n]! - 1e-9));
          expect(steps[0]).toBeLessThanOrEqual(steps[2]!);
          expect(steps[1]).toBeLessThanOrEqual(steps[2]!);
          model.dispose();
        },
      ),
      { numRuns: 30 },
    );
  });

  it('ends a sentence as soon as nothing better can come', async () => {
    // The end is all but certain after one token.
    const table = randomTable(6, { scale: 0.1 });
    for (const row of table) row[specialIndex.end] = 9;
    table[specialIndex.begin]![specialIndex.end] = -9;
    const model = new TableDecoder(table);
    await beamSearch(model, source, { beam: 3, maxLength: 50, lengthPenalty: 'none' });
    expect(model.rows.length).toBe(2);
    model.dispose();
  });

  it('moves what depends on the source only when a sentence has ended', async () => {
    const model = new TableDecoder(randomTable(8, { seed: 3 }), { history: 1 });
    await beamSearch(model, source, { beam: 3, maxLength: 9 });
    expect(model.rows[0]).toBe(4);
    expect(Math.max(...model.rows)).toBe(12);
    expect(model.reorders[0]).toBe(false);
    expect(model.reorders.filter((same) => !same).length).toBeLessThanOrEqual(1 + sentences.length);
    expect(model.reorders).toContain(true);
    model.dispose();
  });

  it('returns attention for each token and [end], in the hypothesis it belongs to', async () => {
    const model = tinyModel();
    const found = await beamSearch(model, source, {
      beam: 3,
      nBest: 3,
      maxLength: 5,
      attention: true,
    });
    for (const [n, hypotheses] of found.entries()) {
      const sentence = padSequences(
        hypotheses.map(() => sentences[n]!),
        { end: true },
      );
      const target = padSequences(idsOf(hypotheses), { end: true });
      const scored = await scorePairs(model, sentence, target, { attention: true });
      for (const [m, { attention, logProbabilities }] of hypotheses.entries()) {
        for (const [t, row] of attention!.entries()) {
          row.forEach((weight, s) => expect(weight).toBeCloseTo(scored[m]!.attention![t]![s]!, 5));
        }
        logProbabilities.forEach((p, t) =>
          expect(p).toBeCloseTo(scored[m]!.logProbabilities[t]!, 4),
        );
      }
    }
    const without = await beamSearch(model, source, { coveragePenalty: 'gnmt', maxLength: 3 });
    expect(without.flat().map(({ attention }) => attention)).toEqual(
      sentences.map(() => undefined),
    );
    model.dispose();
  });

  it('begins as it is told, and scores the beginning, too', async () => {
    const model = tinyModel();
    const prefixes = [[4, 7], [], [8], [3, 3, 3]];
    const found = await beamSearch(model, source, { beam: 4, maxLength: 6, prefixes });
    const free = await beamSearch(model, source, { beam: 4, maxLength: 6 });
    expect(found[1]![0]!.ids).toEqual(free[1]![0]!.ids);
    for (const [n, [best]] of found.entries()) {
      expect(best!.ids.slice(0, prefixes[n]!.length)).toEqual(prefixes[n]);
      expect(best!.logProbabilities.length).toBe(best!.ids.length + (best!.finished ? 1 : 0));
    }
    model.dispose();
  });

  it.each<[BeamOptions, object]>([
    [{ beam: 0 }, { beam: 0 }],
    [
      { beam: 2, nBest: 3 },
      { beam: 2, nBest: 3 },
    ],
    [{ alpha: -1 }, { alpha: -1 }],
    [{ beta: NaN }, { beta: NaN }],
    [
      { minLength: 4, maxLength: 3 },
      { minLength: 4, maxLength: 3 },
    ],
    [{ noRepeatNgram: 1.5 }, { noRepeatNgram: 1.5 }],
    [{ repetitionPenalty: 0 }, { repetitionPenalty: 0 }],
    [{ prefixes: [[4]] }, { prefixes: 1, sentences: 4 }],
    [{ prefixes: [[4], [1], [], []] }, { ids: [1], vocabulary: 9 }],
    [{ mustContain: [[[99]], [], [], []] }, { ids: [99], vocabulary: 9 }],
    [
      { mustContain: [[[4]], [], [], []], mustNotContain: [[4]] },
      { sentence: 0, phrases: [[4]] },
    ],
    [
      { mustContain: [[[4, 5, 6]], [], [], []], maxLength: 2 },
      { sentence: 0, phrases: [[4, 5, 6]] },
    ],
    [{ mustNotContain: [[]] }, { ids: [], vocabulary: 9 }],
  ])('refuses %j', async (options, facts) => {
    const model = tinyModel();
    const before = memory();
    await expect(beamSearch(model, source, options)).rejects.toThrow(
      expect.objectContaining({ facts }),
    );
    expect(memory()).toEqual(before);
    model.dispose();
  });

  it('needs attention for a coverage penalty', async () => {
    const model = tinyModel({ attention: 'none' });
    const before = memory();
    const work = beamSearch(model, source, { coveragePenalty: 'gnmt' });
    await expect(work).rejects.toThrow(/needs a model with attention/);
    expect(memory()).toEqual(before);
    model.dispose();
  });

  it('decodes nothing from nothing, and names NaN', async () => {
    const model = tinyModel();
    expect(await beamSearch(model, padSequences([], { end: true }))).toEqual([]);
    model.outputBias.assign(tensor([0, 0, 0, 0, NaN, 0, 0, 0, 0]));
    const before = memory();
    await expect(beamSearch(model, source)).rejects.toThrow(/NaN for token 1 of sentence 0/);
    await expect(greedyDecode(model, source)).rejects.toThrow(/NaN for token 1 of sentence 0/);
    expect(memory()).toEqual(before);
    model.dispose();
  });
});
