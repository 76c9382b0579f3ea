import { ranges } from '../../threads/ranges.ts';
import type { Team } from '../../threads/team.ts';
import type { Stripes } from './job.ts';
import type { Plan } from './plan.ts';

/** Rows of a stripe are a multiple of the heights of tiles, its columns whole cache lines. */
const rowUnit = 12;
const columnUnit = 16;
/** Products and sums that a thread computes in a nanosecond, roughly. */
const speed = { blocks: 16, dots: 6, rows: 6 } as const;

export interface Division {
  readonly stripes: Stripes;
  /** Ranges of units, the stripes of all matrices. */
  readonly ranges: readonly (readonly [begin: number, end: number])[];
}

const whole: Stripes = { count: 1, rows: 0, columns: 0 };
const single: readonly (readonly [number, number])[] = [[0, 1]];

/** How the threads share a product: matrix by matrix, or a few matrices in stripes along the longer axis. */
export function divide(team: Team, { way, product }: Plan): Division {
  const { rows, columns, depth, batch } = product;
  const matrices = batch.reduce((count, size) => count * size, 1);
  if (team.threads === 1) {
    return { stripes: whole, ranges: matrices === 1 ? single : [[0, matrices]] };
  }
  const cost = (rows * columns * (depth + 1)) / speed[way];
  if (matrices >= 2 * team.threads) {
    return { stripes: whole, ranges: ranges(team, matrices, { cost }) };
  }
  // The other operand is read, and packed, once for each stripe: the fewer numbers it has the better.
  const byRows = way === 'blocks' && rows > columns;
  const [size, unit] = byRows ? [rows, rowUnit] : [columns, columnUnit];
  const parts = ranges(team, size, { cost: cost / size, multiple: unit }).length;
  const width = Math.ceil(size / parts / unit) * unit;
  const count = Math.ceil(size / width);
  const stripes = byRows ? { count, rows: width, columns: 0 } : { count, rows: 0, columns: width };
  return {
    stripes,
    ranges: ranges(team, matrices * count, { cost: cost / count }),
  };
}
