import { describe, expect, it } from 'vitest';
import { padSequences } from '@rondo/data';
import { memory } from '@rondo/tensor';
import { randomTable, TableDecoder } from '../../test/table-decoder.ts';
import { tinyModel } from '../../test/tiny.ts';
import { beamSearch } from './beam-search.ts';
import { greedyDecode } from './greedy.ts';
import { sampleDecode } from './sampling.ts';
import { scorePairs } from './score-pairs.ts';
import { streamTokens } from './stream-tokens.ts';
import type { TokenEvent } from './token-events.ts';

const source = padSequences([[5, 6, 7, 10], [4, 8], [9]], { end: true });

describe('streamTokens', () => {
  it('tells what greedy search and sampling find, token by token', async () => {
    const before = memory();
    const model = tinyModel();
    const options = { maxLength: 7, attention: true };
    for (const sampling of [undefined, { seed: 4, topK: 5 }]) {
      const expected = sampling
        ? await sampleDecode(model, source, { ...options, ...sampling })
        : await greedyDecode(model, source, options);
      const events: TokenEvent[] = [];
      const chosen = { ...options, ...(sampling && { sampling }) };
      for await (const event of streamTokens(model, source, chosen)) events.push(event);
      for (const [n, hypothesis] of expected.entries()) {
        const own = events.filter(({ sentence }) => sentence === n);
        expect(own.flatMap((event) => (event.kind === 'token' ? [event.id] : []))).toEqual(
          hypothesis.ids,
        );
        expect(own.flatMap(({ logProbability }) => logProbability ?? [])).toEqual(
          hypothesis.logProbabilities,
        );
        expect(own.at(-1)).toMatchObject({ kind: 'end', finished: hypothesis.finished });
      }
    }
    model.dispose();
    expect(memory()).toEqual(before);
  });

  it('does no more steps than are asked for, and frees everything when the loop is left', async () => {
    const model = new TableDecoder(randomTable(9));
    const before = memory();
    for await (const { kind } of streamTokens(model, source, { minLength: 20 })) {
      expect(kind).toBe('token');
      if (model.rows.length === 3) break;
    }
    expect(model.rows.length).toBe(3);
    expect(memory()).toEqual(before);
    model.dispose();
  });
});

describe('an AbortSignal', () => {
  const long = { minLength: 2000, maxLength: 3000 };
  const target = padSequences(
    [4, 5, 6].map((id) => new Int32Array(3000).fill(id)),
    { end: true },
  );

  it.each([
    [
      'greedy search',
      (model: TableDecoder, signal: AbortSignal) =>
        greedyDecode(model, source, { ...long, signal }),
    ],
    [
      'sampling',
      (model: TableDecoder, signal: AbortSignal) =>
        sampleDecode(model, source, { ...long, signal }),
    ],
    [
      'beam search',
      (model: TableDecoder, signal: AbortSignal) => beamSearch(model, source, { ...long, signal }),
    ],
    [
      'forced decoding',
      (model: TableDecoder, signal: AbortSignal) => scorePairs(model, source, target, { signal }),
    ],
  ])('ends %s and leaves nothing behind', async (_, decodeWith) => {
    const model = new TableDecoder(randomTable(9), { history: 1 });
    const before = memory();
    const controller = new AbortController();
    const reason = new Error('enough');
    const work = decodeWith(model, controller.signal);
    setTimeout(() => controller.abort(reason), 20);
    await expect(work).rejects.toBe(reason);
    expect(model.rows.length).toBeGreaterThan(0);
    expect(model.rows.length).toBeLessThan(1000);
    expect(memory()).toEqual(before);
    const steps = model.rows.length;
    await expect(decodeWith(model, AbortSignal.abort())).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }),
    );
    expect(model.rows.length).toBe(steps);
    expect(memory()).toEqual(before);
    model.dispose();
  });
});
