import type { Results } from '../results.ts';

/** A measured number, or why there is none. */
export type Measured =
  | { readonly value: number; readonly of: string }
  | { readonly missing: string };

/** A promise about speed, memory or size. */
export interface Bar {
  readonly name: string;
  /** Judged in a run that has all of these. */
  readonly workloads: readonly string[];
  /** What computes in that run; the processor where it is left out. */
  readonly device?: 'webgpu';
  /** 'least': the measured number must be this or more; 'most': this or less; 'above': more than this. */
  readonly direction: 'least' | 'most' | 'above';
  readonly bound: number | ((results: Results) => number);
  readonly unit: string;
  readonly measure: (results: Results) => Measured;
}

export interface Verdict {
  readonly name: string;
  readonly verdict: 'PASS' | 'FAIL' | 'NOT MEASURED';
  readonly wanted: string;
  /** The number with what it is of, or why it is not there. */
  readonly measured: string;
  /** Whether its workloads were part of a run on its device. */
  readonly ran: boolean;
}

const signs = { least: '≥', most: '≤', above: '>' } as const;

/** Whether a number keeps its promise; NaN keeps none. */
export function isMet(direction: Bar['direction'], limit: number, value: number): boolean {
  if (direction === 'least') return value >= limit;
  return direction === 'most' ? value <= limit : value > limit;
}

export function judge(bar: Bar, results: Results): Verdict {
  const { name, direction, bound, unit } = bar;
  const limit = typeof bound === 'number' ? bound : bound(results);
  const wanted = `${signs[direction]} ${limit}${unit}`;
  const measured = bar.measure(results);
  const device = results.contestants.find((one) => one.device !== undefined)?.device;
  const ran =
    device === bar.device &&
    bar.workloads.every((workload) => results.workloads.some((one) => one.name === workload));
  if ('missing' in measured) {
    return { name, verdict: 'NOT MEASURED', wanted, measured: measured.missing, ran };
  }
  const { value, of } = measured;
  return {
    name,
    verdict: isMet(direction, limit, value) ? 'PASS' : 'FAIL',
    wanted,
    measured: `${threeDigits(value)}${unit} (${of})`,
    ran,
  };
}

/** A number as rows show it. */
export function threeDigits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** The bars that a run was about, and one line for the others where there are any. */
export function judgedOnly(verdicts: readonly Verdict[]): {
  readonly judged: Verdict[];
  readonly others: string | undefined;
} {
  const judged = verdicts.filter(({ ran }) => ran);
  const left = verdicts.length - judged.length;
  const others = `${left} ${left === 1 ? 'bar' : 'bars'} of what did not run`;
  return { judged, others: left > 0 ? others : undefined };
}
