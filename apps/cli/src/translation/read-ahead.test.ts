import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAhead, type ReadAheadOptions } from './read-ahead.ts';

const limits = (items: number, weight = Infinity): ReadAheadOptions<number> => ({
  items,
  weigh: (item) => item,
  weight,
});

async function* counting(
  to: number,
  { pause, fail = false }: { pause?: () => unknown; fail?: boolean } = {},
): AsyncGenerator<number> {
  for (let n = 1; n <= to; n++) {
    await pause?.();
    yield n;
  }
  if (fail) throw new Error('torn');
}

async function collect(portions: AsyncIterable<number[]>, pause = 0): Promise<number[][]> {
  const all: number[][] = [];
  for await (const portion of portions) {
    all.push(portion);
    await setTimeout(pause);
  }
  return all;
}

describe('readAhead', () => {
  it('keeps order and limits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(60),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 90 }),
        async (count, items, weight) => {
          const portions = await collect(readAhead(counting(count), limits(items, weight)));
          expect(portions.flat()).toEqual(Array.from({ length: count }, (_, n) => n + 1));
          for (const portion of portions) {
            expect(portion.length).toBeLessThanOrEqual(items);
            const sum = portion.reduce((total, item) => total + item, 0);
            expect(portion.length === 1 || sum <= weight).toBe(true);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('gives out what is there, and reads no further than the limits', async () => {
    let read = 0;
    const source = counting(1000, { pause: () => (read += 1) });
    for await (const portion of readAhead(source, limits(7))) {
      await setTimeout(2);
      expect(portion.length).toBeLessThanOrEqual(7);
      expect(read).toBeLessThanOrEqual(portion.at(-1)! + 9);
    }
    expect(read).toBe(1000);
    const slow = counting(4, { pause: () => setTimeout(15) });
    expect(await collect(readAhead(slow, limits(100)))).toEqual([[1], [2], [3], [4]]);
    const fast = counting(6, { pause: () => setTimeout(2) });
    expect((await collect(readAhead(fast, limits(100)), 30)).length).toBeLessThan(5);
  });

  it('tells a fault after the items before it', async () => {
    const portions: number[][] = [];
    const failing = async (): Promise<void> => {
      for await (const portion of readAhead(counting(5, { fail: true }), limits(2)))
        portions.push(portion);
    };
    await expect(failing()).rejects.toThrow('torn');
    expect(portions.flat()).toEqual([1, 2, 3, 4, 5]);
  });

  it('stops reading when its consumer stops', async () => {
    let isClosed = false;
    async function* endless(): AsyncGenerator<number> {
      try {
        for (;;) yield await setTimeout(1, 1);
      } finally {
        isClosed = true;
      }
    }
    for await (const portion of readAhead(endless(), limits(3))) if (portion.length > 0) break;
    await setTimeout(30);
    expect(isClosed).toBe(true);
  });
});
