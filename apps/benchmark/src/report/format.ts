import type { Cell, Clock, WorkloadResult } from '../results.ts';

/** Three digits: 0.0123, 1.23, 123. */
export function formatNumber(value: number): string {
  if (value === 0) return '0';
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

export interface CellText {
  /** What stands in the table. */
  readonly short: string;
  /** The rest. */
  readonly detail: string;
}

/** A cell for the eye; `relative` is how many times the first contestant's time it takes. */
export function formatCell(
  cell: Cell | undefined,
  clock: Clock,
  { unit }: WorkloadResult,
  relative: number | undefined,
): CellText {
  if (!cell) return { short: '', detail: 'not run' };
  switch (cell.status) {
    case 'timed': {
      const { wallMs, cpuMs, repetitions, error } = cell;
      const main = clock === 'cpu' ? cpuMs : wallMs;
      const ratio = relative === undefined ? '' : ` (${formatNumber(relative)}×)`;
      return {
        short: `${formatNumber(main.median)}${ratio}`,
        detail: [
          `wall ${formatNumber(wallMs.median)} ms, CPU ${formatNumber(cpuMs.median)} ms, least ${formatNumber(main.least)}`,
          `spread ${(100 * main.spread).toFixed(0)} % of ${main.samples} samples of ${repetitions}`,
          error === undefined ? 'reference or unchecked' : `error ${error.toExponential(1)}`,
        ].join('; '),
      };
    }
    case 'value':
      return { short: `${formatNumber(cell.value)}${unit && ` ${unit}`}`, detail: cell.detail };
    case 'wrong':
      return { short: 'wrong numbers', detail: cell.reason };
    default:
      return { short: cell.status, detail: cell.reason };
  }
}
