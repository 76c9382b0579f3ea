import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Batcher, type Sentence } from './batcher.ts';

interface Settings {
  readonly beam: number;
}

const sentence = (text: string, tokens = text.length): Sentence => ({ text, tokens, stream: 0 });
const sentences = (...texts: string[]): Sentence[] => texts.map((text) => sentence(text));
const forever = new AbortController().signal;

/** A batcher whose work takes a moment and is written down. */
function recorded({ batch = { sentences: 4, tokens: 1000 }, window = 5, takes = 3 } = {}) {
  const batches: { readonly texts: string[]; readonly beam: number }[] = [];
  const batcher = new Batcher<Settings, string>(
    async (parts, { beam }, signal) => {
      batches.push({ texts: parts.map(({ text }) => text), beam });
      await setTimeout(takes, undefined, { signal });
      if (parts.some(({ text }) => text === 'bad')) throw new Error('bad sentence');
      return parts.map(({ text }) => `${text}${beam}`);
    },
    { batch, window },
  );
  return { batcher, batches };
}

describe('Batcher', () => {
  it('puts what comes within the window into one batch, and gives each request its own results', async () => {
    const { batcher, batches } = recorded();
    const results = await Promise.all([
      batcher.submit(sentences('a', 'b'), { beam: 1 }, forever),
      setTimeout(1).then(() => batcher.submit(sentences('c'), { beam: 1 }, forever)),
    ]);
    expect(results).toEqual([['a1', 'b1'], ['c1']]);
    expect(batches).toHaveLength(1);
    expect(await batcher.submit([], { beam: 1 }, forever)).toEqual([]);
    expect(batcher.load).toBe(0);
  });

  it('does not wait for the window once a batch is full', async () => {
    const { batcher } = recorded({ window: 60_000 });
    expect(await batcher.submit(sentences('a', 'b', 'c', 'd'), { beam: 2 }, forever)).toEqual([
      'a2',
      'b2',
      'c2',
      'd2',
    ]);
  });

  it('takes turns: by sentence where settings are equal, by batch where not', async () => {
    const { batcher, batches } = recorded();
    await Promise.all([
      batcher.submit(sentences('a', 'b', 'c', 'd', 'e', 'f'), { beam: 1 }, forever),
      batcher.submit(sentences('x'), { beam: 2 }, forever),
      batcher.submit(sentences('y', 'z'), { beam: 1 }, forever),
    ]);
    expect(batches).toEqual([
      { texts: ['a', 'y', 'b', 'z'], beam: 1 },
      { texts: ['x'], beam: 2 },
      { texts: ['c', 'd', 'e', 'f'], beam: 1 },
    ]);
  });

  it('gives everybody the right results within the limits, whatever comes', async () => {
    const requests = fc.array(
      fc.record({ lengths: fc.array(fc.integer({ min: 1, max: 9 })), beam: fc.nat(2) }),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(requests, async (given) => {
        const { batcher, batches } = recorded({
          batch: { sentences: 3, tokens: 12 },
          window: 0,
          takes: 0,
        });
        const texts = given.map(({ lengths }, r) =>
          lengths.map((length, n) => `${r}.${n}:`.padEnd(length + 5, 'x')),
        );
        const results = await Promise.all(
          given.map(({ lengths, beam }, r) =>
            batcher.submit(
              texts[r]!.map((text, n) => sentence(text, lengths[n])),
              { beam },
              forever,
            ),
          ),
        );
        expect(results).toEqual(
          given.map(({ beam }, r) => texts[r]!.map((text) => `${text}${beam}`)),
        );
        for (const batch of batches) {
          const longest = Math.max(...batch.texts.map((text) => text.length - 5));
          expect(batch.texts.length).toBeLessThanOrEqual(3);
          expect(batch.texts.length === 1 || batch.texts.length * longest <= 12).toBe(true);
        }
        await batcher.idle();
        expect(batcher.load).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it('drops what nobody waits for, and ends a batch when its last request is gone', async () => {
    const { batcher, batches } = recorded({ takes: 60_000, window: 0 });
    const [first, second] = [new AbortController(), new AbortController()];
    const running = batcher.submit(sentences('a', 'b', 'c', 'd', 'e'), { beam: 1 }, first.signal);
    const waiting = batcher.submit(sentences('x', 'y'), { beam: 2 }, second.signal);
    await setTimeout(20);
    expect(batcher.load).toBe(7);
    second.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    expect(batcher.load).toBe(5);
    first.abort(new Error('late'));
    await expect(running).rejects.toThrow('late');
    await batcher.idle();
    expect(batches).toHaveLength(1);
    expect(batcher.load).toBe(0);
    const aborted = batcher.submit(sentences('a'), { beam: 1 }, first.signal);
    await expect(aborted).rejects.toThrow('late');
  });

  it('fails no request for another one in its batch', async () => {
    const { batcher, batches } = recorded();
    const outcomes = await Promise.allSettled([
      batcher.submit(sentences('a', 'b'), { beam: 1 }, forever),
      batcher.submit(sentences('bad'), { beam: 1 }, forever),
      batcher.submit(sentences('c'), { beam: 1 }, forever),
    ]);
    expect(outcomes).toMatchObject([
      { value: ['a1', 'b1'] },
      { reason: { message: 'bad sentence' } },
      { value: ['c1'] },
    ]);
    expect(batches.map(({ texts }) => texts)).toEqual([
      ['a', 'bad', 'c', 'b'],
      ['a', 'b'],
      ['bad'],
      ['c'],
    ]);
    expect(batcher.load).toBe(0);
  });

  it('tells a fault of the work to the request, and goes on', async () => {
    const { batcher } = recorded();
    const outcomes = await Promise.allSettled([
      batcher.submit(sentences('bad', 'a', 'b', 'c', 'd'), { beam: 1 }, forever),
      batcher.submit(sentences('x'), { beam: 2 }, forever),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(batcher.load).toBe(0);
    expect(await batcher.submit(sentences('z'), { beam: 1 }, forever)).toEqual(['z1']);
  });
});
