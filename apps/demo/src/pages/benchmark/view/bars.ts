import { isTimed, sortedIds, type BenchmarkRecord, type Cell } from '../record/record.ts';

/** A cell of a record beside the others of its workload. */
export interface Bar {
  readonly id: string;
  /** Undefined while it is waited for. */
  readonly cell: Cell | undefined;
  /** Its time as a part of the longest of the workload, from 0 to 1; 0 without a time. */
  readonly length: number;
  /** How many times as fast as one thread of the same device. */
  readonly ratio: number | undefined;
  /** Whether it is of the record that the other is compared with. */
  readonly isBeside: boolean;
}

export interface BarGroup {
  readonly workload: string;
  readonly bars: readonly Bar[];
}

/** All cells of one record or two, workload by workload: those of one backend stand together. */
export function barGroups(
  record: BenchmarkRecord | undefined,
  beside: BenchmarkRecord | undefined,
): BarGroup[] {
  const records = [record, beside];
  const names = new Set(
    records.flatMap((one) => one?.results.map(({ workload }) => workload) ?? []),
  );
  return [...names].map((workload) => {
    const rows = records.map((one) => {
      const found = one?.results.find((result) => result.workload === workload);
      return { ids: found ? Object.keys(one!.contestants) : [], cells: found?.cells ?? {} };
    });
    const longest = Math.max(...rows.flatMap(({ cells }) => Object.values(cells).map(timeOf)));
    const bars = sortedIds(rows.flatMap(({ ids }) => ids)).flatMap((id) =>
      rows.flatMap(({ ids, cells }, n): Bar[] => {
        if (!ids.includes(id)) return [];
        const cell = cells[id];
        const length = longest > 0 ? timeOf(cell) / longest : 0;
        return [{ id, cell, length, ratio: ratioOf(cells, cell), isBeside: n === 1 }];
      }),
    );
    return { workload, bars };
  });
}

function timeOf(cell: Cell | undefined): number {
  return isTimed(cell) ? cell.milliseconds : 0;
}

function ratioOf(
  cells: Readonly<Record<string, Cell>>,
  cell: Cell | undefined,
): number | undefined {
  const one = cells['1'];
  return isTimed(one) && isTimed(cell) ? one.milliseconds / cell.milliseconds : undefined;
}
