import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitBatch } from './split-batch.ts';
import { tokenBatches, type Batch } from './token-batches.ts';

const ids = fc
  .array(fc.integer({ min: 4, max: 9 }), { maxLength: 12 })
  .map((row) => Int32Array.from(row));
const pairs = fc.array(fc.record({ source: ids, target: ids }), { minLength: 2, maxLength: 20 });

/** The pairs of batches as text. */
const contents = (batches: readonly Batch[]): string[] =>
  batches.flatMap(({ indices, source, targetInput, targetOutput }) =>
    Array.from(indices, (index, n) =>
      [source, targetInput, targetOutput]
        .map(({ ids: rows, shape, lengths }) =>
          rows.slice(n * shape[1], n * shape[1] + lengths[n]!).join(' '),
        )
        .concat(String(index))
        .join('|'),
    ),
  );

describe('splitBatch', () => {
  it('loses and repeats no pair', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const [batch] = tokenBatches(list, { maxTokens: 999 }).epoch();
        expect(contents(splitBatch(batch!))).toEqual(contents([batch!]));
      }),
    );
  });

  it('pads each half only to its own longest', () => {
    const list = [[5, 6, 7], [5], [6]].map((row) => ({
      source: Int32Array.from(row),
      target: Int32Array.from(row.slice(1)),
    }));
    const [batch] = tokenBatches(list, { maxTokens: 99, shuffle: false }).epoch();
    const [first, second] = splitBatch(batch!);
    expect([first.source.shape, second.source.shape]).toEqual([
      [2, 2],
      [1, 4],
    ]);
    expect([...first.indices, ...second.indices]).toEqual([...batch!.indices]);
    expect([...second.targetOutput.ids]).toEqual([6, 7, 2]);
    expect(second.tokens).toEqual({ source: 4, target: 3 });
  });
});
