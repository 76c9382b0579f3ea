import { describe, expect, it } from 'vitest';
import { padSequences } from '@rondo/data';
import { logSoftmax, memory, scope, tensor } from '@rondo/tensor';
import { tinyModel } from '../../test/tiny.ts';
import { greedyDecode } from './greedy.ts';
import { scorePairs } from './score-pairs.ts';

const sources = [[5, 6, 7, 10], [4, 8], [9]];
const targets = [[4, 5], [], [8, 7, 6, 3]];
const source = padSequences(sources, { end: true });
const target = padSequences(targets, { end: true });

describe('scorePairs', () => {
  it.each([{}, { attention: 'none' }] as const)(
    'conformance 7: gives the log-probabilities of teacher forcing, with %o',
    async (config) => {
      const before = memory();
      const model = tinyModel(config);
      const scored = await scorePairs(model, source, target);
      const input = padSequences(targets, { begin: true });
      const expected = scope(() =>
        logSoftmax(
          model.forward(
            tensor(source.ids, { shape: source.shape }),
            tensor(source.lengths),
            tensor(input.ids, { shape: input.shape }),
          ),
        ),
      );
      const rows = (await expected.array()) as number[][][];
      for (const [n, { logProbabilities, logProbability, attention }] of scored.entries()) {
        expect(logProbabilities).toHaveLength(targets[n]!.length + 1);
        logProbabilities.forEach((p, t) =>
          expect(p).toBeCloseTo(rows[n]![t]![[...targets[n]!, 2][t]!]!, 5),
        );
        expect(logProbability).toBeCloseTo(
          logProbabilities.reduce((a, b) => a + b),
          6,
        );
        expect(attention).toBeUndefined();
      }
      expected.dispose();
      model.dispose();
      expect(memory()).toEqual(before);
    },
  );

  it('conformance 7: scores each pair of a batch as the pair alone', async () => {
    const model = tinyModel();
    const together = await scorePairs(model, source, target, { attention: true });
    for (const [n, one] of together.entries()) {
      const [alone] = await scorePairs(
        model,
        padSequences([sources[n]!], { end: true }),
        padSequences([targets[n]!], { end: true }),
        { attention: true },
      );
      expect(alone!.logProbability).toBeCloseTo(one.logProbability, 5);
      expect(alone!.attention!.flat()).toHaveLength(one.attention!.flat().length);
      alone!
        .attention!.flat()
        .forEach((w, i) => expect(w).toBeCloseTo(one.attention!.flat()[i]!, 5));
    }
    model.dispose();
  });

  it('agrees with what greedy search says about its own output', async () => {
    const model = tinyModel();
    const found = await greedyDecode(model, source, { maxLength: 6 });
    const ids = found.map((hypothesis) => hypothesis.ids);
    const scored = await scorePairs(model, source, padSequences(ids, { end: true }));
    for (const [n, { logProbabilities }] of found.entries()) {
      logProbabilities.forEach((p, t) => expect(p).toBeCloseTo(scored[n]!.logProbabilities[t]!, 5));
    }
    model.dispose();
  });

  it('refuses another number of targets, and scores nothing for nothing', async () => {
    const model = tinyModel();
    await expect(scorePairs(model, source, padSequences([[4]], { end: true }))).rejects.toThrow(
      expect.objectContaining({ facts: { target: 1, sentences: 3 } }),
    );
    const none = padSequences([], { end: true });
    expect(await scorePairs(model, none, none)).toEqual([]);
    model.dispose();
  });
});
