import { fileURLToPath } from 'node:url';
import { float, numbered, type Summary, type Workload } from '@rondo/workloads';
import type { Contestant } from '../src/contestant.ts';
import type { Cell, ContestantResult, Results, WorkloadResult } from '../src/results.ts';

const program = fileURLToPath(new URL('./fake-contestant.mjs', import.meta.url));

/** A process that behaves as told; `value` is its first number and its milliseconds for a run. */
export function fakeContestant(id: string, behaviour = 'right', value = 1): Contestant {
  return {
    id,
    title: id,
    kind: 'javascript',
    threads: 1,
    command: process.execPath,
    args: [program, behaviour, String(value)],
    env: {},
    missing: undefined,
  };
}

export const fakeWorkload: Workload = {
  kind: 'softmax',
  name: 'softmax',
  tolerance: 1e-3,
  tensors: numbered([float('x', [1, 2])]),
  rows: 1,
  columns: 2,
};

function summary(median: number): Summary {
  return { median, least: median, spread: 0, samples: 1 };
}

/** A cell of one time on both clocks. */
export function timedCell(wallMs: number, cpuMs = wallMs): Cell {
  return {
    status: 'timed',
    wallMs: summary(wallMs),
    cpuMs: summary(cpuMs),
    repetitions: 1,
    error: 0,
  };
}

export function workloadResult(
  name: string,
  cells: Readonly<Record<string, Cell>>,
  more: Partial<WorkloadResult> = {},
): WorkloadResult {
  return {
    name,
    kind: 'gemm',
    unit: 'ms',
    tolerance: 1e-5,
    operations: 1e6,
    reference: 'rondo',
    busy: 0,
    cells,
    ...more,
  };
}

export function contestantResult(
  id: string,
  more: Partial<ContestantResult> = {},
): ContestantResult {
  const threads = Number(/-t(\d+)$/.exec(id)?.[1] ?? 1);
  const kind = id.startsWith('rondo') ? 'ours' : 'javascript';
  const base = { id, title: id, threads, kind, version: '1', configuration: {} } as const;
  return { ...base, missing: undefined, ...more };
}

export function resultsOf(
  contestants: readonly ContestantResult[],
  workloads: readonly WorkloadResult[],
): Results {
  return {
    format: 1,
    date: '2030-01-02T03:04:05.000Z',
    command: 'npm run bench',
    machine: {
      processor: 'a processor',
      processors: 2,
      memoryGiB: 8,
      system: 'linux x64',
      node: 'v20.0.0',
    },
    contestants,
    workloads,
  };
}
