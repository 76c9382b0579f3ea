import type { Results } from '../results.ts';
import { type Bar, isMet, type Measured, threeDigits } from './bar.ts';
import { best, fasterThan, type Run } from './measures.ts';

/** The faster of our configurations against others; where the first, the default, would not meet the bar, its number stands beside it. */
export function fasterOfOurs(
  workload: string,
  ours: readonly string[],
  others: readonly Run[],
  results: Results,
  { direction, bound }: { readonly direction: Bar['direction']; readonly bound: number },
): Measured {
  const all = ours.map((contestant) => fasterThan({ workload, contestant }, others, results));
  const [byDefault] = all;
  const measured = best(all);
  if (byDefault === undefined || 'missing' in measured || measured === byDefault) return measured;
  const isDefaultTimed = 'value' in byDefault;
  const onlyOther =
    isMet(direction, bound, measured.value) &&
    !(isDefaultTimed && isMet(direction, bound, byDefault.value));
  if (!onlyOther) return measured;
  const number = isDefaultTimed ? threeDigits(byDefault.value) : 'not measured';
  return { ...measured, of: `${measured.of}; default ${number}` };
}
