import type { KernelContext } from '../../kernel-context.ts';
import { tileShape } from '../gemm/tile-shape.ts';
import { ranges } from '../../threads/ranges.ts';
import type { Sizes } from './operands.ts';

/** Nanoseconds of one multiplication and addition of a product, and of one gate. */
const [productCost, gateCost] = [0.04, 2];

/** Which sequences each call computes: sequences are independent of each other, whole tiles of rows are fastest. */
export function sequenceRanges(
  { engine, team }: KernelContext,
  { N, L, H, gateBytes }: Sizes,
): (readonly [begin: number, end: number])[] {
  const gates = gateBytes / 4;
  const cost = L * gates * (H * productCost + gateCost);
  return ranges(team, N, { cost, multiple: tileShape(engine).rows });
}

/** The most rows of a range. */
export function mostRows(all: readonly (readonly [begin: number, end: number])[]): number {
  return Math.max(...all.map(([begin, end]) => end - begin));
}
