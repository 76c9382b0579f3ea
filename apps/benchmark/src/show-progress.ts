import { formatNumber } from './report/format.ts';
import { clockOf, type ContestantResult, type WorkloadResult } from './results.ts';

/** A line for each workload as it is done, every contestant with its time, and one for each that should have had one. */
export function progressLines(
  { name, unit, cells }: WorkloadResult,
  contestants: readonly ContestantResult[],
): string[] {
  const parts = contestants.flatMap((contestant) => {
    const { id } = contestant;
    const cell = cells[id];
    if (!cell) return [];
    if (cell.status === 'timed') {
      return [
        `${id} ${formatNumber((clockOf(contestant) === 'cpu' ? cell.cpuMs : cell.wallMs).median)}`,
      ];
    }
    if (cell.status === 'value') return [`${id} ${formatNumber(cell.value)}${unit && ` ${unit}`}`];
    return [`${id} ${cell.status === 'cannot' ? '–' : cell.status}`];
  });
  const troubles = Object.entries(cells).flatMap(([id, cell]) =>
    cell.status === 'failed' || cell.status === 'wrong'
      ? [`  ${id} ${cell.status}: ${cell.reason}`]
      : [],
  );
  return [`${name.padEnd(26)} ${parts.join(' · ')}`, ...troubles];
}
