import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EncodedPair } from '../corpus/encode-pairs.ts';
import { estimateMaxTokens, probeMaxTokens } from './fit-max-tokens.ts';
import { isOutOfMemory, MemoryFit, places } from './memory-fit.ts';
import { splitBatch } from './split-batch.ts';
import { tokenBatches, type Batch } from './token-batches.ts';

const ids = fc.array(fc.integer({ min: 4, max: 9 }), { maxLength: 12 });
const pairs = fc.array(
  fc.record({ source: ids, target: ids }).map(({ source, target }): EncodedPair => ({
    source: Int32Array.from(source),
    target: Int32Array.from(target),
  })),
  { minLength: 1, maxLength: 40 },
);

/** A step that has room for so many places. */
function device(room: number) {
  const seen: Batch[] = [];
  let failures = 0;
  const step = async (part: Batch): Promise<number> => {
    await Promise.resolve();
    if (places(part) > room) {
      failures += 1;
      throw new RangeError('Array buffer allocation failed');
    }
    seen.push(part);
    return part.tokens.target;
  };
  return { step, seen, failures: () => failures };
}

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

describe('MemoryFit', () => {
  it('halves what does not fit, loses and repeats no pair, and learns', async () => {
    await fc.assert(
      fc.asyncProperty(pairs, fc.integer({ min: 13, max: 200 }), async (list, room) => {
        const batches = [...tokenBatches(list, { maxTokens: 150 }).epoch()];
        const { step, seen, failures } = device(room);
        const fit = new MemoryFit();
        for (const batch of batches) {
          const results = await fit.run(batch, step);
          expect(results.reduce((a, b) => a + b, 0)).toBe(batch.tokens.target);
        }
        expect(contents(seen)).toEqual(contents(batches));
        // Each failure halves the limit: 150 to 13 is at most four times.
        expect(failures()).toBeLessThanOrEqual(4);
        const before = failures();
        for (const batch of batches) await fit.run(batch, step);
        expect(failures()).toBe(before);
        const resumed = new MemoryFit(fit.limit === Infinity ? {} : { limit: fit.limit });
        for (const batch of batches) await resumed.run(batch, step);
        expect(failures()).toBe(before);
      }),
    );
  });

  it('says which pair does not fit alone, and throws other errors on', async () => {
    const pair = { source: new Int32Array(30).fill(5), target: new Int32Array(9).fill(5) };
    const [batch] = tokenBatches([pair], { maxTokens: 99 }).epoch();
    const fit = new MemoryFit();
    await expect(fit.run(batch!, device(20).step)).rejects.toThrow(
      'memory is not enough for pair 0 alone, with 31 source and 10 target tokens',
    );
    const broken = () => {
      throw new TypeError('x is not a function');
    };
    await expect(fit.run(batch!, broken)).rejects.toThrow('x is not a function');
    expect(fit.limit).toBe(Infinity);
  });

  it('knows the errors of engines and devices', () => {
    const outOfMemory = [
      new RangeError('Array buffer allocation failed'),
      new RangeError('WebAssembly.Memory.grow(): Out of memory'),
      Object.assign(new Error('device'), { name: 'GPUOutOfMemoryError' }),
      new Error('could not allocate 12 bytes'),
    ];
    for (const error of outOfMemory) expect(isOutOfMemory(error)).toBe(true);
    for (const error of [new Error('shape'), 'out of memory', undefined]) {
      expect(isOutOfMemory(error)).toBe(false);
    }
  });
});

describe('splitBatch', () => {
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

describe('probeMaxTokens', () => {
  it('finds what fits, to the precision asked, with few tries', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 2 ** 20 }),
        fc.integer({ min: 1, max: 4096 }),
        async (room, start) => {
          let tries = 0;
          const probe = (tokens: number): void => {
            tries += 1;
            if (tokens > room) throw new RangeError('Array buffer allocation failed');
          };
          const found = await probeMaxTokens(probe, { start });
          expect(found).toBeLessThanOrEqual(room);
          expect(room).toBeLessThanOrEqual(Math.max(found * 1.1, found + 1));
          expect(tries).toBeLessThan(40);
        },
      ),
    );
  });

  it('stops at its limit, at one token, and at other errors', async () => {
    expect(await probeMaxTokens(() => undefined, { limit: 1000 })).toBe(1000);
    await expect(
      probeMaxTokens(() => Promise.reject(new RangeError('out of memory'))),
    ).rejects.toThrow('memory is not enough for a batch of one token');
    await expect(probeMaxTokens(() => Promise.reject(new Error('shape')))).rejects.toThrow('shape');
    await expect(probeMaxTokens(() => undefined, { precision: 0 })).rejects.toThrow('precision');
  });
});

describe('estimateMaxTokens', () => {
  it('divides what is left by what a token takes', () => {
    expect(estimateMaxTokens({ bytes: 1000, fixedBytes: 100, bytesPerToken: 8 })).toBe(100);
    expect(estimateMaxTokens({ bytes: 1000, bytesPerToken: 8, reserve: 0 })).toBe(125);
    expect(() => estimateMaxTokens({ bytes: 10, fixedBytes: 9, bytesPerToken: 8 })).toThrow(
      'leave no room for a token of 8 bytes',
    );
    expect(() => estimateMaxTokens({ bytes: 10, bytesPerToken: 0 })).toThrow('bytesPerToken');
    expect(() => estimateMaxTokens({ bytes: Number.NaN, bytesPerToken: 1 })).toThrow('bytes must');
    expect(() => estimateMaxTokens({ bytes: 9, bytesPerToken: 1, reserve: 1 })).toThrow('reserve');
  });
});
