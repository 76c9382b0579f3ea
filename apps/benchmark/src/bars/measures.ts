import { cellOf, type Clock, type Results, timeOf } from '../results.ts';
import type { Measured } from './bar.ts';

/** A contestant on a workload. */
export interface Run {
  readonly workload: string;
  readonly contestant: string;
}

/** How many times faster `run` is than each of the others: the least of those ratios, so that the best of them counts. */
export function fasterThan(
  run: Run,
  others: readonly Run[],
  results: Results,
  clock?: Clock,
): Measured {
  const own = timeOf(results, run.workload, run.contestant, clock);
  if (own === undefined) return { missing: why(results, run) };
  const present = others.flatMap((other) => {
    const time = timeOf(results, other.workload, other.contestant, clock);
    return time === undefined ? [] : [{ ratio: time / own, time, other }];
  });
  if (present.length === 0) {
    return { missing: others.map((other) => why(results, other)).join('; ') };
  }
  const { ratio, time, other } = present.reduce((a, b) => (b.ratio < a.ratio ? b : a));
  return {
    value: ratio,
    of: `${other.contestant} ${milliseconds(time)} / ${run.contestant} ${milliseconds(own)}`,
  };
}

/** The better of several measurements of one promise, such as those of two configurations; why there is none where all are missing. */
export function best(measured: readonly Measured[]): Measured {
  const present = measured.filter((one) => 'value' in one);
  if (present.length > 0) return present.reduce((a, b) => (b.value > a.value ? b : a));
  return { missing: measured.flatMap((one) => ('missing' in one ? [one.missing] : [])).join('; ') };
}

/** The time of one run in units of another's. */
export function timeRatio(run: Run, other: Run, results: Results): Measured {
  const measured = fasterThan(other, [run], results);
  return 'missing' in measured
    ? measured
    : { value: measured.value, of: `${run.workload} / ${other.workload}` };
}

/** A number that is no time. */
export function valueOf(run: Run, results: Results): Measured {
  const cell = cellOf(results, run.workload, run.contestant);
  return cell?.status === 'value'
    ? { value: cell.value, of: cell.detail }
    : { missing: why(results, run) };
}

/** Why there is no number. */
export function why(results: Results, { workload, contestant }: Run): string {
  const entry = results.contestants.find(({ id }) => id === contestant);
  if (!entry) return `${contestant} was not asked to take part`;
  if (entry.missing !== undefined) return `${contestant}: ${entry.missing}`;
  const cell = cellOf(results, workload, contestant);
  if (!cell) return `${contestant} did not run ${workload}`;
  return 'reason' in cell
    ? `${contestant} on ${workload}: ${cell.status}, ${cell.reason}`
    : `${contestant} on ${workload} gave no time`;
}

function milliseconds(time: number): string {
  return `${Number(time.toPrecision(3))} ms`;
}
