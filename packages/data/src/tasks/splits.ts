import type { SentencePair } from '../corpus/sentence-pair.ts';
import { DataError, requireInteger } from '../errors.ts';
import type { Random } from '../random/random.ts';

/** How many examples each split gets, and the seed that draws them. */
export interface SplitOptions {
  readonly seed?: number;
  readonly train?: number;
  readonly validation?: number;
  readonly test?: number;
}

export interface Splits {
  readonly train: SentencePair[];
  readonly validation: SentencePair[];
  readonly test: SentencePair[];
}

export function requireSplitSizes({ train, validation, test }: Required<SplitOptions>): void {
  requireInteger('train', train, 1);
  requireInteger('validation', validation, 0);
  requireInteger('test', test, 0);
}

/** Cuts a list into the three splits, in order. */
export function cut<Item>(
  items: readonly Item[],
  { train, validation, test }: Required<SplitOptions>,
): { train: Item[]; validation: Item[]; test: Item[] } {
  const testFrom = train + validation;
  return {
    train: items.slice(0, train),
    validation: items.slice(train, testFrom),
    test: items.slice(testFrom, testFrom + test),
  };
}

/** An example, and the key under which it may be drawn once. */
export interface Drawn extends SentencePair {
  readonly key: string;
}

/** Draws examples with distinct keys until all splits are full; `available` keys exist. */
export function drawSplits(
  sizes: Required<SplitOptions>,
  available: number,
  random: Random,
  draw: (random: Random) => Drawn,
): Splits {
  requireSplitSizes(sizes);
  const wanted = sizes.train + sizes.validation + sizes.test;
  if (wanted > available / 2) {
    throw new DataError(
      `toyTask: ${wanted} distinct examples were asked for, but only ${available} exist and at most half of them are drawn; ask for fewer or enlarge the task`,
      { wanted, available },
    );
  }
  const keys = new Set<string>();
  const pairs: SentencePair[] = [];
  while (pairs.length < wanted) {
    const { key, source, target } = draw(random);
    if (keys.has(key)) continue;
    keys.add(key);
    pairs.push({ source, target });
  }
  return cut(pairs, sizes);
}
