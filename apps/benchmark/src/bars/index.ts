import type { Results } from '../results.ts';
import { judge, type Bar, type Verdict } from './bar.ts';
import { costBars } from './costs.ts';
import { oneThreadBars } from './one-thread.ts';
import { twoThreadBars } from './two-threads.ts';
import { webGpuBars } from './webgpu.ts';

export const bars: readonly Bar[] = [
  ...oneThreadBars,
  ...twoThreadBars,
  ...costBars,
  ...webGpuBars,
];

export function judgeAll(results: Results): Verdict[] {
  return bars.map((bar) => judge(bar, results));
}
