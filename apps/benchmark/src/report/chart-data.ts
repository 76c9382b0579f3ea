import { clockOf, type Results, timeOf } from '../results.ts';

interface SpeedPoint {
  readonly workload: string;
  readonly contestant: string;
  /** Time in units of our library's on one thread. */
  readonly times: number;
}

interface RatePoint {
  readonly workload: string;
  readonly contestant: string;
  readonly gigaflops: number;
}

export interface ChartData {
  /** Those that take part, in the order of the tables, with the colour of each. */
  readonly contestants: readonly { readonly title: string; readonly color: string }[];
  readonly speeds: readonly SpeedPoint[];
  readonly rates: readonly RatePoint[];
}

const palettes = {
  ours: ['#2563c9', '#0891b2', '#6d5bd0', '#3b9eff', '#0f766e', '#8b5cf6', '#60a5fa', '#14b8a6'],
  javascript: ['#d9480f', '#e8a317', '#c2255c', '#f08c4b', '#a8511b', '#e64980'],
  native: ['#2f9e44', '#74a12e', '#5c7d3a', '#94c13d', '#20754a', '#b0b83c'],
  limit: ['#868e96'],
} as const;

export function chartData(results: Results): ChartData {
  const present = results.contestants.filter(({ missing }) => missing === undefined);
  const base = present.find(({ kind }) => kind === 'ours');
  const used = { ours: 0, javascript: 0, native: 0, limit: 0 };
  const contestants = present.map(({ title, kind }) => {
    const palette = palettes[kind];
    const color = palette[used[kind]++ % palette.length]!;
    return { title, color };
  });
  const points = results.workloads.flatMap(({ name: workload, operations }) =>
    present.flatMap((one) => {
      const { id, title: contestant } = one;
      const time = timeOf(results, workload, id);
      if (time === undefined) return [];
      const own = base && timeOf(results, workload, base.id, clockOf(one));
      return [{ workload, contestant, time, own, operations }];
    }),
  );
  return {
    contestants,
    speeds: points.flatMap(({ workload, contestant, time, own }) =>
      own === undefined ? [] : [{ workload, contestant, times: time / own }],
    ),
    rates: points.flatMap(({ workload, contestant, time, operations }) =>
      operations === undefined
        ? []
        : [{ workload, contestant, gigaflops: operations / time / 1e6 }],
    ),
  };
}
