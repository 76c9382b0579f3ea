import type { Results } from '../results.ts';

/** A measured number, or why there is none. */
export type Measured =
  | { readonly value: number; readonly of: string }
  | { readonly missing: string };

/** A promise about speed, memory or size. */
export interface Bar {
  readonly name: string;
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
}

const signs = { least: '≥', most: '≤', above: '>' } as const;

export function judge({ name, direction, bound, unit, measure }: Bar, results: Results): Verdict {
  const limit = typeof bound === 'number' ? bound : bound(results);
  const wanted = `${signs[direction]} ${limit}${unit}`;
  const measured = measure(results);
  if ('missing' in measured) {
    return { name, verdict: 'NOT MEASURED', wanted, measured: measured.missing };
  }
  const { value, of } = measured;
  const isMet =
    direction === 'least' ? value >= limit : direction === 'most' ? value <= limit : value > limit;
  return {
    name,
    verdict: isMet ? 'PASS' : 'FAIL',
    wanted,
    measured: `${Number(value.toPrecision(3))}${unit} (${of})`,
  };
}
