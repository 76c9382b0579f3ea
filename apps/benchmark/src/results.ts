import type { Summary } from '@rondo/workloads';
import type { Contestant } from './contestant.ts';

/** What a contestant did with a workload. */
export type Cell =
  /** Milliseconds of one run. `error` is the largest against the reference, as a part of the largest magnitude of that output. */
  | {
      readonly status: 'timed';
      readonly wallMs: Summary;
      readonly cpuMs: Summary;
      readonly repetitions: number;
      readonly error: number | undefined;
    }
  | { readonly status: 'value'; readonly value: number; readonly detail: string }
  | { readonly status: 'cannot'; readonly reason: string }
  | { readonly status: 'wrong'; readonly reason: string }
  /** It crashed, hung or reported an error. */
  | { readonly status: 'failed'; readonly reason: string };

export interface WorkloadResult {
  readonly name: string;
  readonly kind: string;
  /** 'ms' for what is timed; what `value` cells count in. */
  readonly unit: 'ms' | 'MB' | '';
  readonly tolerance: number;
  /** Floating-point operations of its matrix products. */
  readonly operations: number | undefined;
  /** Whose outputs the others were compared with. */
  readonly reference: string | undefined;
  /** The part of the machine's processor time that others used just before. */
  readonly busy: number;
  /** By the id of the contestant. */
  readonly cells: Readonly<Record<string, Cell>>;
}

export interface ContestantResult extends Pick<
  Contestant,
  'id' | 'title' | 'kind' | 'threads' | 'device'
> {
  readonly missing: string | undefined;
  readonly version: string;
  readonly configuration: Readonly<Record<string, string | number | boolean>>;
}

export interface Machine {
  readonly processor: string;
  readonly processors: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
}

/** A whole run, as it is written to JSON. */
export interface Results {
  readonly format: 1;
  readonly date: string;
  readonly command: string;
  readonly machine: Machine;
  readonly contestants: readonly ContestantResult[];
  readonly workloads: readonly WorkloadResult[];
}

export type Clock = 'wall' | 'cpu';

/** What a contestant is measured by: CPU time of one thread; wall time of several, and where the work is not the processor's. */
export function clockOf({ threads, device }: Pick<Contestant, 'threads' | 'device'>): Clock {
  return threads === 1 && device === undefined ? 'cpu' : 'wall';
}

/** Median milliseconds on the contestant's own clock unless told otherwise; undefined where it was not timed. */
export function timeOf(
  results: Results,
  workload: string,
  contestant: string,
  clock?: Clock,
): number | undefined {
  const cell = cellOf(results, workload, contestant);
  if (cell?.status !== 'timed') return undefined;
  const found = results.contestants.find(({ id }) => id === contestant);
  const used = clock ?? clockOf(found ?? { threads: 1 });
  return used === 'cpu' ? cell.cpuMs.median : cell.wallMs.median;
}

export function cellOf(results: Results, workload: string, contestant: string): Cell | undefined {
  return results.workloads.find(({ name }) => name === workload)?.cells[contestant];
}

/** The graphics adapters on which contestants of the run computed, each once. */
export function adaptersOf({ contestants }: Results): string[] {
  const named = contestants.flatMap(({ device, configuration: { adapter } }) =>
    device === 'webgpu' && adapter !== undefined ? [String(adapter)] : [],
  );
  return [...new Set(named)];
}
