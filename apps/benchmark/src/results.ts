import type { Contestant } from './contestant.ts';
import type { Summary } from './statistics.ts';

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

export interface ContestantResult extends Pick<Contestant, 'id' | 'title' | 'kind' | 'threads'> {
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

/** Median milliseconds: CPU time of one thread, else wall time; undefined where it was not timed. */
export function timeOf(
  results: Results,
  workload: string,
  contestant: string,
  clock?: 'wall' | 'cpu',
): number | undefined {
  const cell = cellOf(results, workload, contestant);
  if (cell?.status !== 'timed') return undefined;
  const threads = results.contestants.find(({ id }) => id === contestant)?.threads ?? 1;
  return (clock ?? (threads === 1 ? 'cpu' : 'wall')) === 'cpu'
    ? cell.cpuMs.median
    : cell.wallMs.median;
}

export function cellOf(results: Results, workload: string, contestant: string): Cell | undefined {
  return results.workloads.find(({ name }) => name === workload)?.cells[contestant];
}
