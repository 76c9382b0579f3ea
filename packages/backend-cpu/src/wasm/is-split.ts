import { splitting } from '../threads/ranges.ts';
import type { Team } from '../threads/team.ts';

/** Whether work of so many nanoseconds is split over the threads of a team: at least two ranges should be worthwhile. */
export function isSplit(
  { threads, active = threads }: Pick<Team, 'threads' | 'active'>,
  nanoseconds: number,
): boolean {
  return active > 1 && nanoseconds >= 2 * splitting.worthwhile;
}
