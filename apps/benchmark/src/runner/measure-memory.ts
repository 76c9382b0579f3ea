import type { Workload } from '@rondo/workloads';
import type { Contestant } from '../contestant.ts';
import type { Cell, WorkloadResult } from '../results.ts';
import { Entrant } from './entrant.ts';

const steps = 3;

/** The largest resident set of a fresh process that only does a few steps of a workload. */
export async function measureMemory(
  workload: Workload,
  contestants: readonly Contestant[],
  timeoutMs: number,
): Promise<WorkloadResult> {
  const cells: Record<string, Cell> = {};
  for (const contestant of contestants) {
    const entrant = new Entrant(contestant, timeoutMs);
    try {
      cells[contestant.id] = await peakOf(entrant, workload);
    } catch (error) {
      cells[contestant.id] = { status: 'failed', reason: (error as Error).message };
    } finally {
      await entrant.close();
    }
  }
  return {
    name: `memory_${workload.name}`,
    kind: 'memory',
    unit: 'MB',
    tolerance: 0,
    operations: undefined,
    reference: undefined,
    busy: 0,
    cells,
  };
}

async function peakOf(entrant: Entrant, workload: Workload): Promise<Cell> {
  await entrant.describe();
  const before = await entrant.memory();
  const reason = await entrant.prepare(workload);
  if (reason !== undefined) return { status: 'cannot', reason };
  await entrant.run(steps);
  const peak = await entrant.memory();
  return {
    status: 'value',
    value: megabytes(peak),
    detail: `${megabytes(before)} MB of it after start`,
  };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
