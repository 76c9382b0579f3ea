import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { padSequences, specialIndex } from '@rondo/data';
import { memory, tensor } from '@rondo/tensor';
import { randomTable, TableDecoder } from '../../test/table-decoder.ts';
import { allocateBeam } from './beam-banks.ts';
import { beamSearch } from './beam-search.ts';
import { decode } from './decode.ts';
import { greedyDecode } from './greedy.ts';
import { ForbiddenTokens } from './forbidden-tokens.ts';
import { nextTokens } from './next-tokens.ts';
import { nextOfRepeatedNgrams } from './no-repeat-ngram.ts';
import { PhraseProgress } from './phrase-progress.ts';
import { Ranking } from './ranking.ts';
import { TokenRules } from './token-rules.ts';

const vocabulary = 9;
const word = fc.integer({ min: specialIndex.unknown, max: vocabulary - 1 });
const source = padSequences([[5, 6], [4], [7, 7, 7]], { end: true });

/** Whether a sequence has another within. */
function contains(ids: readonly number[], phrase: readonly number[]): boolean {
  return ids.some((_, at) => phrase.every((id, i) => ids[at + i] === id));
}

describe('rules', () => {
  it('hold in every way of decoding', async () => {
    const before = memory();
    const rules = fc.record({
      seed: fc.nat(10_000),
      beam: fc.constantFrom(1, 2, 5),
      sampled: fc.boolean(),
      noRepeatNgram: fc.nat(3),
      minLength: fc.nat(5),
      maxLength: fc.integer({ min: 5, max: 9 }),
      allowUnknown: fc.boolean(),
      mustNotContain: fc.array(fc.array(word, { minLength: 1, maxLength: 3 }), { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(rules, async ({ seed, sampled, beam, ...options }) => {
        const model = new TableDecoder(randomTable(vocabulary, { seed }), { history: 1 });
        const way = sampled ? { sampling: { seed, temperature: 2 } } : { beam };
        const found = await decode(model, source, { ...options, ...way });
        model.dispose();
        for (const { ids, finished } of found.flat()) {
          const never: number[] = [specialIndex.pad, specialIndex.begin];
          if (!options.allowUnknown) never.push(specialIndex.unknown);
          expect(ids.filter((id) => never.includes(id))).toEqual([]);
          expect(ids.length).toBeLessThanOrEqual(options.maxLength);
          expect(ids.length).toBeGreaterThanOrEqual(finished ? options.minLength : 0);
          for (const phrase of options.mustNotContain) expect(contains(ids, phrase)).toBe(false);
          const n = options.noRepeatNgram;
          const ngrams =
            n === 0 ? [] : ids.slice(n - 1).map((_, at) => ids.slice(at, at + n).join(' '));
          expect(new Set(ngrams).size).toBe(ngrams.length);
        }
      }),
      { numRuns: 120 },
    );
    expect(memory()).toEqual(before);
  });

  it('put the wanted phrases into every output', async () => {
    const phrases = fc.array(fc.array(word, { minLength: 1, maxLength: 3 }), { maxLength: 4 });
    const wishes = fc.record({
      seed: fc.nat(10_000),
      beam: fc.integer({ min: 1, max: 8 }),
      mustContain: fc.tuple(phrases, phrases, phrases),
    });
    await fc.assert(
      fc.asyncProperty(wishes, async ({ seed, beam, mustContain }) => {
        const model = new TableDecoder(randomTable(vocabulary, { seed }), { history: 1 });
        const found = await beamSearch(model, source, { beam, nBest: beam, mustContain });
        model.dispose();
        for (const [n, [best]] of found.entries()) {
          for (const phrase of mustContain[n]!) expect(contains(best!.ids, phrase)).toBe(true);
          expect(best!.missing).toEqual([]);
        }
      }),
      { numRuns: 80 },
    );
  });

  it('let an output be cut where nothing may come', async () => {
    const model = new TableDecoder(randomTable(5));
    const options = { minLength: 4, maxLength: 6, mustNotContain: [[3], [4]] };
    for (const beam of [1, 3]) {
      const found = await decode(model, source, { ...options, beam });
      expect(found.map(([best]) => [best!.ids, best!.finished])).toEqual([
        [[], false],
        [[], false],
        [[], false],
      ]);
    }
    model.dispose();
  });
});

describe('nextOfRepeatedNgrams', () => {
  it.each([
    [[4, 5, 6, 4, 5], 3, [6]],
    [[4, 5, 6, 4, 5], 2, [6]],
    [[4, 5, 6, 4], 2, [5]],
    [[4, 5, 6, 4], 1, [4, 5, 6, 4]],
    [[4, 4, 4], 2, [4, 4]],
    [[4], 2, []],
    [[], 3, []],
  ])('after %j with n = %i: %j', (ids, n, expected) => {
    expect(nextOfRepeatedNgrams(ids, n)).toEqual(expected);
  });
});

describe('the repetition penalty', () => {
  it('divides positive and multiplies negative logits of tokens that came before', async () => {
    const rules = new TokenRules('test', 6, { repetitionPenalty: 2 });
    const logits = [
      [0.1, 0.2, 0.3, 3, -1, 0.5],
      [0.1, 0.2, 0.3, 3, -1, 0.5],
    ];
    const outputs = [
      { ids: [3, 4, 3], forced: undefined },
      { ids: [5], forced: undefined },
    ];
    const penalized = [
      [0.1, 0.2, 0.3, 1.5, -2, 0.5],
      [0.1, 0.2, 0.3, 3, -1, 0.25],
    ];
    const forbidden = new ForbiddenTokens(rules.forbidden);
    const { scores, logSum } = nextTokens(tensor(logits), outputs, rules, forbidden);
    const rows = (await scores.sub(logSum).array()) as number[][];
    for (const [n, row] of penalized.entries()) {
      const total = Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0));
      expect(rows[n]!.slice(0, 2)).toEqual([-Infinity, -Infinity]);
      row.slice(2).forEach((x, i) => expect(rows[n]![i + 2]).toBeCloseTo(x - total, 5));
    }
  });

  it('makes greedy search move on', async () => {
    const table = randomTable(6, { scale: 0.5 });
    for (const row of table) row[4] = 2;
    const model = new TableDecoder(table);
    const [stuck] = await greedyDecode(model, source, { maxLength: 4 });
    expect(stuck!.ids).toEqual([4, 4, 4, 4]);
    const [free] = await greedyDecode(model, source, { maxLength: 4, repetitionPenalty: 50 });
    expect(new Set(free!.ids).size).toBe(Math.min(3, free!.ids.length));
    model.dispose();
  });
});

describe('Ranking', () => {
  const rankable = {
    sum: -3,
    length: 4,
    attention: [
      [0.9, 0.1, 0],
      [0.5, 0.25, 0.25],
    ],
  };

  it.each([
    [{}, -3 / 4],
    [{ alpha: 0 }, -3],
    [{ alpha: 2 }, -3 / 16],
    [{ lengthPenalty: 'none' as const }, -3],
    [{ lengthPenalty: 'gnmt' as const, alpha: 0.6 }, -3 / (9 / 6) ** 0.6],
    [{ wordReward: 0.5 }, -3 / 4 + 2],
    [
      { lengthPenalty: 'none' as const, coveragePenalty: 'gnmt' as const, beta: 0.2 },
      -3 + 0.2 * (Math.log(1) + Math.log(0.35) + Math.log(0.25)),
    ],
    [
      { lengthPenalty: 'none' as const, coveragePenalty: 'summary' as const, beta: 0.3 },
      -3 - 0.3 * (1.4 - 1),
    ],
  ])('%o gives %d', (options, expected) => {
    expect(new Ranking('test', options).score(rankable)).toBeCloseTo(expected, 10);
  });

  it('is never above its bound', () => {
    const options = fc.record({
      lengthPenalty: fc.constantFrom('none', 'average', 'gnmt'),
      alpha: fc.double({ min: 0, max: 3, noNaN: true }),
      wordReward: fc.double({ min: -2, max: 2, noNaN: true }),
    });
    const logs = fc.array(fc.double({ min: -0.1, max: 0, noNaN: true }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        options,
        fc.double({ min: -9, max: 0, noNaN: true }),
        logs,
        (chosen, sum, later) => {
          const ranking = new Ranking('test', chosen);
          const bound = ranking.bound(sum, 4, 9);
          const total = later.reduce((a, b) => a + b, sum);
          const score = ranking.score({ sum: total, length: 3 + later.length, attention: [] });
          expect(score).toBeLessThanOrEqual(bound + 1e-9);
        },
      ),
    );
  });
});

describe('PhraseProgress', () => {
  it.each([
    [[[4, 5], [6]], [4, 5, 6], []],
    [[[4, 5], [6]], [4, 6, 5], [[4, 5]]],
    // The first 4 is dropped, the second goes on.
    [[[4, 5]], [4, 4, 5], []],
    [[[4, 5, 6]], [4, 5, 4, 5, 6], []],
    [
      [
        [4, 5],
        [4, 6],
      ],
      [4, 6, 4, 5],
      [],
    ],
    [[[4], [4]], [4], [[4]]],
    [[[4], [4, 5]], [4, 5], [[4, 5]]],
    [[[4], [4, 5]], [4, 4, 5], []],
  ])('of %j with the output %j lacks %j', (phrases, ids, missing) => {
    const progress = ids.reduce((before, id) => before.advance(id), new PhraseProgress(phrases));
    expect(progress.unmet).toEqual(missing);
    expect(progress.isComplete).toBe(missing.length === 0);
  });

  it('comes nearer with each token that leads on, and never claims what is not there', () => {
    const phrases = fc.array(fc.array(word, { minLength: 1, maxLength: 3 }), { maxLength: 4 });
    fc.assert(
      fc.property(phrases, fc.array(word, { maxLength: 12 }), (wanted, ids) => {
        let progress = new PhraseProgress(wanted);
        for (const id of ids) {
          for (const next of progress.next) {
            expect(progress.advance(next).missing).toBe(progress.missing - 1);
          }
          progress = progress.advance(id);
        }
        const met = wanted.filter((phrase) => !progress.unmet.includes(phrase));
        for (const phrase of met) expect(contains(ids, phrase)).toBe(true);
      }),
    );
  });
});

describe('allocateBeam', () => {
  it.each([
    [[9], 5, [5]],
    [[9, 9, 9], 5, [1, 1, 3]],
    [[9, 9, 0], 5, [1, 4, 0]],
    [[9, 1, 0], 5, [4, 1, 0]],
    [[9, 9, 9, 0, 0, 0], 2, [0, 0, 2, 0, 0, 0]],
    [[1, 0, 1], 5, [1, 0, 1]],
  ])('divides %j candidates on a beam of %i as %j', (counts, beam, expected) => {
    expect(allocateBeam(counts, beam)).toEqual(expected);
  });
});
