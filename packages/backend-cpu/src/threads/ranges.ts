import type { Team } from './team.ts';

export interface RangeOptions {
  /** Nanoseconds that one item takes on one thread, roughly: decides whether splitting pays. */
  readonly cost: number;
  /** Ranges begin at multiples of this. */
  readonly multiple?: number;
}

/** Nanoseconds that a range should take at least: some ten times what it costs to hand it to a thread. Tests split smaller work, too. */
export const splitting = { worthwhile: 10_000 };
/** Ranges per thread: threads that start late or run slower take fewer. */
const rangesPerThread = 4;

/**
 * Cuts `count` items into the ranges that a team computes: one for a team of one, or where the work is too little, or no
 * other thread takes part now. Results must not depend on where the cuts are.
 */
export function ranges(
  { threads, active = threads }: Pick<Team, 'threads' | 'active'>,
  count: number,
  { cost, multiple = 1 }: RangeOptions,
): (readonly [begin: number, end: number])[] {
  const most = active === 1 ? 1 : threads * rangesPerThread;
  const wanted = Math.max(1, Math.min(most, Math.floor((count * cost) / splitting.worthwhile)));
  const units = Math.ceil(count / multiple);
  const parts = Math.min(wanted, Math.max(units, 1));
  const cut = (part: number): number =>
    Math.min(Math.floor((units * part) / parts) * multiple, count);
  return Array.from({ length: parts }, (_, part) => [cut(part), cut(part + 1)] as const);
}
