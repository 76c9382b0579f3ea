import { setImmediate } from 'node:timers/promises';
import { Bell } from './bell.ts';

export interface ReadAheadOptions<T> {
  /** Most items given out, and kept waiting, at a time. */
  readonly items: number;
  /** What an item weighs, and how much may be given out, and kept waiting, at a time (but for one item). */
  readonly weigh: (item: T) => number;
  readonly weight: number;
}

/**
 * Reads on while the consumer works: gives out all that has come meanwhile, in order, up to the limits. So who types gets an answer at
 * once, and a pipe is taken in large portions, in memory that does not grow. A fault of the source comes after the items before it.
 */
export async function* readAhead<T>(
  source: AsyncIterable<T>,
  { items, weigh, weight }: ReadAheadOptions<T>,
): AsyncGenerator<T[], void> {
  const waiting: T[] = [];
  let waitingWeight = 0;
  let isEnded = false;
  let isAbandoned = false;
  let fault: { readonly error: unknown } | undefined;
  const change = new Bell();
  const read = async (): Promise<void> => {
    try {
      for await (const item of source) {
        waiting.push(item);
        waitingWeight += weigh(item);
        change.ring();
        while (!isAbandoned && (waiting.length >= items || waitingWeight >= weight)) {
          await change.wait();
        }
        if (isAbandoned) break;
      }
    } catch (error) {
      fault = { error };
    }
    isEnded = true;
    change.ring();
  };
  const reading = read();
  try {
    for (;;) {
      while (waiting.length === 0 && !isEnded) await change.wait();
      if (waiting.length === 0) break;
      // What else has come in this turn belongs to it.
      await setImmediate();
      const portion = waiting.splice(0, portionSize(waiting, items, weigh, weight));
      waitingWeight = waiting.reduce((sum, item) => sum + weigh(item), 0);
      change.ring();
      yield portion;
    }
    await reading;
    if (fault) throw fault.error;
  } finally {
    isAbandoned = true;
    change.ring();
  }
}

/** How many items fit the limits; one always does. */
function portionSize<T>(
  waiting: readonly T[],
  items: number,
  weigh: (item: T) => number,
  weight: number,
): number {
  let sum = 0;
  const tooMany = waiting.findIndex((item, n) => {
    sum += weigh(item);
    return n > 0 && (n >= items || sum > weight);
  });
  return tooMany < 0 ? waiting.length : tooMany;
}
