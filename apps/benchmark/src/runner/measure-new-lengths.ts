import { median, type NewLengthWorkload } from '@rondo/workloads';
import type { Cell, WorkloadResult } from '../results.ts';
import type { Entrant } from './entrant.ts';

/** The first call of a length, in units of a later call of the same length: 1 where nothing is compiled or grown. */
export async function measureNewLengths(
  workload: NewLengthWorkload,
  entrants: readonly Entrant[],
): Promise<WorkloadResult> {
  const cells: Record<string, Cell> = {};
  for (const entrant of entrants) {
    const { id, kind } = entrant.contestant;
    if (kind === 'limit') continue;
    try {
      cells[id] = await firstOverLater(workload, entrant);
    } catch (error) {
      cells[id] = { status: 'failed', reason: (error as Error).message };
    }
  }
  return {
    name: workload.name,
    kind: workload.kind,
    unit: '',
    tolerance: workload.tolerance,
    operations: undefined,
    reference: undefined,
    busy: 0,
    cells,
  };
}

async function firstOverLater(workload: NewLengthWorkload, entrant: Entrant): Promise<Cell> {
  const reason = await entrant.prepare(workload);
  if (reason !== undefined) return { status: 'cannot', reason };
  // One length first, so that what is made once (modules, packed weights) is made.
  await entrant.run(20);
  const { firstMs, againMs } = await entrant.first();
  const ratios = firstMs.map((first, i) => first / (againMs[i] ?? NaN));
  const [first, again] = [median(firstMs), median(againMs)];
  return {
    status: 'value',
    value: median(ratios),
    detail: `${first.toPrecision(3)} ms, then ${again.toPrecision(3)} ms`,
  };
}
