import { clockOf, type Results, timeOf, type WorkloadResult } from '../results.ts';
import { formatCell, type CellText } from './format.ts';

export interface ResultTable {
  readonly headings: readonly { readonly id: string; readonly title: string }[];
  readonly rows: readonly {
    readonly workload: WorkloadResult;
    readonly cells: readonly CellText[];
  }[];
}

/** Workloads down, contestants across; ratios are to our library on one thread, where it takes part. */
export function resultTable(results: Results): ResultTable {
  const present = results.contestants.filter(({ missing }) => missing === undefined);
  const base = present.find(({ kind }) => kind === 'ours');
  const rows = results.workloads.map((workload) => ({
    workload,
    cells: present.map((contestant) => {
      const { id } = contestant;
      const clock = clockOf(contestant);
      const time = timeOf(results, workload.name, id);
      const own = base && timeOf(results, workload.name, base.id, clock);
      const relative = time && own && id !== base.id ? time / own : undefined;
      return formatCell(workload.cells[id], clock, workload, relative);
    }),
  }));
  return { headings: present.map(({ id, title }) => ({ id, title })), rows };
}
