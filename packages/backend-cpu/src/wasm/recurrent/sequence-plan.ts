import type { KernelContext } from '../../kernel-context.ts';
import { ranges } from '../../threads/ranges.ts';
import type { Sizes } from './operands.ts';

/** So few rows of products in all do not repay that the weights are packed; scalar products take them where they lie. */
const fewRows = 8;
/** Shorter scalar products spend their time on adding up the lanes. */
const minimumDepth = 16;

/** Nanoseconds of one multiplication and addition of a product, and of one gate. */
const [productCost, gateCost] = [0.03, 1.5];

/** Rows of tiles: ranges are a multiple of these. */
const tileRows = 4;
/** Ranges for each thread: each reads all weights in each step, so the fewer the better, but the last must not be waited for. */
const rangesPerThread = 2;

/** How sequences are computed. It says the same of a batch for any number of threads, but for the ranges. */
export interface SequencePlan {
  /** Which sequences each call computes: they are independent of each other. */
  readonly ranges: readonly (readonly [begin: number, end: number])[];
  /** The most rows of a range. */
  readonly rows: number;
  readonly packs: boolean;
  readonly byDots: boolean;
}

export function planSequences(
  { team }: KernelContext,
  { N, L, H, gateBytes }: Sizes,
): SequencePlan {
  const isFew = N === 1 || N * L <= fewRows;
  const byDots = isFew && H >= minimumDepth;
  const cost = (L * gateBytes * (H * productCost + gateCost)) / 4;
  const rows = Math.ceil(N / (rangesPerThread * team.threads * tileRows)) * tileRows;
  const own = isFew ? [[0, N] as const] : ranges(team, N, { cost, multiple: rows });
  return {
    ranges: own,
    rows: Math.max(...own.map(([begin, end]) => end - begin)),
    packs: !byDots && L * own.length > 1,
    byDots,
  };
}
