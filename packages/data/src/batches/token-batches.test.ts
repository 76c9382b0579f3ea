import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EncodedPair } from '../corpus/encode-pairs.ts';
import { padSequences } from './pad-sequences.ts';
import { tokenBatches, type Batch, type TokenBatches } from './token-batches.ts';

const pairOf = ([source, target]: readonly [number, number], i: number): EncodedPair => ({
  source: new Int32Array(source).fill(10 + i),
  target: new Int32Array(target).fill(20 + i),
});
const lengths = fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 60 });
const orderOf = (batches: Iterable<Batch>) => Array.from(batches, ({ indices }) => [...indices]);
const many = Array.from({ length: 97 }, (_, i) => pairOf([(i * 7) % 11, (i * 5) % 13], i));

describe('padSequences', () => {
  it('pads to the longest, row by row', () => {
    const {
      ids,
      shape,
      lengths: rows,
    } = padSequences([[5, 6, 7], [8], []], { begin: true, end: true });
    expect(shape).toEqual([3, 5]);
    expect([...ids]).toEqual([1, 5, 6, 7, 2, 1, 8, 2, 0, 0, 1, 2, 0, 0, 0]);
    expect([...rows]).toEqual([5, 3, 2]);
    expect(padSequences([]).shape).toEqual([0, 0]);
  });
});

describe('tokenBatches', () => {
  it('gives source, decoder input and decoder output of each pair', () => {
    const pairs = [
      { source: Int32Array.of(7, 8), target: Int32Array.of(9) },
      { source: Int32Array.of(6), target: Int32Array.of(4, 5) },
    ];
    const batches = [...tokenBatches(pairs, { maxTokens: 6, shuffle: false }).epoch()];
    expect(batches).toHaveLength(1);
    const { indices, source, targetInput, targetOutput, tokens } = batches[0]!;
    expect([...indices]).toEqual([0, 1]);
    expect([...source.ids]).toEqual([7, 8, 2, 6, 2, 0]);
    expect([...targetInput.ids]).toEqual([1, 9, 0, 1, 4, 5]);
    expect([...targetOutput.ids]).toEqual([9, 2, 0, 4, 5, 2]);
    expect([...targetOutput.lengths]).toEqual([2, 3]);
    expect(tokens).toEqual({ source: 5, target: 5 });
  });

  it('hands out every pair once an epoch, within both budgets', () => {
    fc.assert(
      fc.property(
        lengths,
        fc.integer({ min: 10, max: 50 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        (sizes, maxTokens, maxSentences, shuffle) => {
          const batches = tokenBatches(sizes.map(pairOf), {
            maxTokens,
            maxSentences,
            shuffle,
            sortWithin: 17,
          });
          const seen: number[] = [];
          for (const { indices, source, targetOutput } of batches.epoch()) {
            expect(indices.length).toBeLessThanOrEqual(maxSentences);
            const longest = Math.max(source.shape[1], targetOutput.shape[1]);
            expect(indices.length * longest).toBeLessThanOrEqual(maxTokens);
            seen.push(...indices);
          }
          expect(seen.toSorted((a, b) => a - b)).toEqual(sizes.map((_, i) => i));
        },
      ),
    );
  });

  it('orders by seed and epoch: repeatable, and new in each epoch', () => {
    const run = (seed: number) => {
      const batches = tokenBatches(many, { maxTokens: 60, seed });
      return [orderOf(batches.epoch()), orderOf(batches.epoch())];
    };
    expect(run(3)).toEqual(run(3));
    expect(run(3)[0]).not.toEqual(run(3)[1]);
    expect(run(3)).not.toEqual(run(4));
  });

  it('pads less the more pairs it sorts together', () => {
    const padding = (sortWithin: number) => {
      let [wasted, all] = [0, 0];
      for (const { targetOutput, tokens } of tokenBatches(many, {
        maxTokens: 80,
        sortWithin,
      }).epoch()) {
        wasted += targetOutput.shape[0] * targetOutput.shape[1] - tokens.target;
        all += targetOutput.shape[0] * targetOutput.shape[1];
      }
      return wasted / all;
    };
    expect(padding(Infinity)).toBeLessThan(0.5 * padding(10));
  });

  it('goes on at the exact batch after a stop anywhere', () => {
    const take = (batches: TokenBatches, count: number): number[][] => {
      const taken: number[][] = [];
      while (taken.length < count) {
        for (const { indices } of batches.epoch()) {
          taken.push([...indices]);
          if (taken.length === count) break;
        }
      }
      return taken;
    };
    const whole = take(tokenBatches(many, { maxTokens: 50, seed: 9 }), 40);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 39 }), (stop) => {
        const first = tokenBatches(many, { maxTokens: 50, seed: 9 });
        expect(take(first, stop)).toEqual(whole.slice(0, stop));
        const second = tokenBatches(many, { maxTokens: 50 });
        second.restore(JSON.parse(JSON.stringify(first.state)) as typeof first.state);
        expect(take(second, 40 - stop)).toEqual(whole.slice(stop));
      }),
    );
  });

  it('moves to the next epoch only when the last batch has been taken in', () => {
    const batches = tokenBatches(many, { maxTokens: 100 });
    const { length } = batches;
    const epoch = batches.epoch();
    for (let i = 0; i < length; i++) epoch.next();
    expect(batches.state).toEqual({ seed: 1, epoch: 0, position: length });
    expect(epoch.next().done).toBe(true);
    expect(batches.state).toEqual({ seed: 1, epoch: 1, position: 0 });
  });

  it('refuses a state of other data and stays where it is', () => {
    const batches = tokenBatches(many, { maxTokens: 100, seed: 2 });
    expect(() => batches.restore({ seed: 5, epoch: 3, position: 999 })).toThrow(
      'cannot go to batch 999 of epoch 3',
    );
    expect(batches.state).toEqual({ seed: 2, epoch: 0, position: 0 });
  });

  it('names a pair that fits no batch, or drops it when asked', () => {
    const pairs = (
      [
        [2, 2],
        [3, 8],
        [9, 1],
      ] as const
    ).map(pairOf);
    expect(() => tokenBatches(pairs, { maxTokens: 8 })).toThrow(
      "pair 1 has 4 source and 9 target tokens with [end], maxTokens is 8; raise maxTokens or set tooLong: 'drop' (2 pairs are too long)",
    );
    const batches = tokenBatches(pairs, { maxTokens: 8, tooLong: 'drop' });
    expect(batches.dropped).toBe(2);
    expect(orderOf(batches.epoch())).toEqual([[0]]);
    expect(() => tokenBatches(pairs, { maxTokens: 50, maxLength: 9 })).toThrow(
      "pair 2 has 10 source and 2 target tokens with [end], maxLength is 9; raise maxLength or set tooLong: 'drop' (1 pairs are too long)",
    );
    const short = tokenBatches(pairs, { maxTokens: 50, maxLength: 9, tooLong: 'drop' });
    expect(short.dropped).toBe(1);
    expect(() => tokenBatches([], { maxTokens: 8 })).toThrow(
      'no pair to make batches of (0 given)',
    );
    expect(() => tokenBatches(pairs, { maxTokens: 0 })).toThrow(
      'maxTokens must be an integer of at least 1',
    );
  });
});

describe('pairs made anew each epoch', () => {
  it('are those of their epoch, also after a resume in the middle', () => {
    const row = (length: number): Int32Array => new Int32Array(length).fill(5);
    const made: number[] = [];
    const pairsOf = (epoch: number) => {
      made.push(epoch);
      return Array.from({ length: 7 }, (_, i) => ({ source: row(i + epoch), target: row(2) }));
    };
    const batches = tokenBatches(pairsOf, { maxTokens: 20, seed: 3 });
    const epochs = [0, 1, 2].map(() => [...batches.epoch()]);
    for (const [epoch, list] of epochs.entries()) {
      const sizes = list.flatMap(({ source }) => [...source.lengths]).toSorted((a, b) => a - b);
      expect(sizes).toEqual(Array.from({ length: 7 }, (_, i) => i + epoch + 1));
    }
    expect(made).toEqual([0, 1, 2]);
    const resumed = tokenBatches(pairsOf, { maxTokens: 20, seed: 3 });
    resumed.restore({ seed: 3, epoch: 1, position: 1 });
    expect([...resumed.epoch()]).toEqual(epochs[1]!.slice(1));
    expect([...resumed.epoch()]).toEqual(epochs[2]);
    expect(resumed.dropped).toBe(0);
  });
});
