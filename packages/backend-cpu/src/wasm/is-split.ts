import type { Team } from '../threads/team.ts';

/** Nanoseconds of work from which on it is split: below, handing it to threads costs more than it saves. */
const least = 20_000;

/** Whether work of so many nanoseconds is split over the threads of a team. */
export function isSplit({ threads }: Pick<Team, 'threads'>, nanoseconds: number): boolean {
  return threads > 1 && nanoseconds >= least;
}
