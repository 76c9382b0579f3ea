import { median } from '@rondo/workloads';
import type { Contestant } from '../contestant.ts';
import type { Cell, WorkloadResult } from '../results.ts';
import { Entrant } from './entrant.ts';

const starts = 7;

/** Time from before a library is imported until a first tiny result, each time in a fresh process. */
export async function measureStartup(
  contestants: readonly Contestant[],
  timeoutMs: number,
): Promise<WorkloadResult> {
  const samples = new Map<string, number[]>();
  const cells: Record<string, Cell> = {};
  for (let round = 0; round < starts; round += 1) {
    for (const contestant of contestants) {
      const { id } = contestant;
      if (cells[id] !== undefined) continue;
      const entrant = new Entrant(contestant, timeoutMs);
      try {
        const { startupMs } = await entrant.describe();
        samples.set(id, [...(samples.get(id) ?? []), startupMs]);
      } catch (error) {
        cells[id] = { status: 'failed', reason: (error as Error).message };
      } finally {
        await entrant.close();
      }
    }
  }
  for (const [id, list] of samples) {
    const range = `${Math.min(...list).toFixed(0)} to ${Math.max(...list).toFixed(0)} ms`;
    cells[id] ??= { status: 'value', value: median(list), detail: range };
  }
  return {
    name: 'startup',
    kind: 'startup',
    unit: 'ms',
    tolerance: 0,
    operations: undefined,
    reference: undefined,
    busy: 0,
    cells,
  };
}
