import { type RangeOptions, ranges } from '../threads/ranges.ts';
import type { KernelArguments, Team } from '../threads/team.ts';
import { isSplit } from './is-split.ts';
import type { KernelModule } from './kernel-module.ts';

/** Runs a kernel over `count` items, on all threads where that pays; `parametersOf` gives what it takes, besides the thread, for some of them. */
export function runRanges<Exports extends object>(
  team: Team,
  kernels: KernelModule<Exports>,
  name: keyof Exports & string,
  count: number,
  options: RangeOptions,
  parametersOf: (begin: number, end: number) => KernelArguments,
): void {
  if (isSplit(team, count * options.cost)) {
    const calls = ranges(team, count, options).map(([begin, end]) => parametersOf(begin, end));
    team.run(kernels.team(name), calls);
    return;
  }
  const kernel = kernels()[name] as (...parameters: number[]) => void;
  kernel(0, ...parametersOf(0, count));
}
