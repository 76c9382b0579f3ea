import { setTimeout as sleep } from 'node:timers/promises';
import {
  compareOutputs,
  summarize,
  workOf,
  type NamedOutputs,
  type Workload,
} from '@rondo/workloads';
import { busyShare } from '../machine/busy-share.ts';
import type { Cell, WorkloadResult } from '../results.ts';
import type { Entrant } from './entrant.ts';

export interface TimingOptions {
  readonly rounds: number;
  /** A sample lasts at least this long. */
  readonly sampleMs: number;
  /** A contestant that took this long over a workload gives no more samples. */
  readonly budgetMs: number;
}

/** A contestant whose numbers are right and whose runs are being timed. */
interface Racer {
  readonly entrant: Entrant;
  readonly error: number | undefined;
  readonly repetitions: number;
  readonly wall: number[];
  readonly cpu: number[];
  spentMs: number;
}

const warmUpMs = 1000;
/** Lets the threads of the one before go to sleep. */
const pauseMs = 3;

/** Prepares everyone, compares their outputs with the first one's, and times in interleaved rounds those whose numbers are right. */
export async function timeWorkload(
  workload: Workload,
  entrants: readonly Entrant[],
  options: TimingOptions,
): Promise<WorkloadResult> {
  const cells: Record<string, Cell> = {};
  const racers: Racer[] = [];
  let reference: { readonly id: string; readonly outputs: NamedOutputs } | undefined;
  for (const entrant of entrants) {
    const { id, kind } = entrant.contestant;
    await guarded(cells, id, async () => {
      const reason = await entrant.prepare(workload);
      if (reason !== undefined) {
        cells[id] = { status: 'cannot', reason };
        return;
      }
      let error: number | undefined;
      if (kind !== 'limit') {
        const outputs = await entrant.outputs();
        if (reference) {
          const comparison = compareOutputs(reference.outputs, outputs);
          if (!(comparison.error <= workload.tolerance)) {
            cells[id] = { status: 'wrong', reason: explained(comparison, reference.id) };
            return;
          }
          ({ error } = comparison);
        } else {
          reference = { id, outputs };
        }
      }
      racers.push(await warmedUp(entrant, error, options));
    });
  }
  const busy = await busyShare(100);
  await race(racers, cells, options);
  for (const racer of racers) {
    const { id } = racer.entrant.contestant;
    if (cells[id] === undefined) cells[id] = timed(racer);
  }
  const { name, kind, tolerance } = workload;
  const work = workOf(workload);
  const operations = 'operations' in work ? work.operations : undefined;
  return { name, kind, unit: 'ms', tolerance, operations, reference: reference?.id, busy, cells };
}

async function warmedUp(
  entrant: Entrant,
  error: number | undefined,
  { sampleMs }: TimingOptions,
): Promise<Racer> {
  let [best, spentMs, repetitions] = [Infinity, 0, 1];
  do {
    const { wallMs } = await entrant.run(repetitions);
    best = Math.min(best, wallMs);
    spentMs += wallMs * repetitions;
    repetitions = Math.max(1, Math.ceil(sampleMs / Math.max(best, 1e-4)));
  } while (spentMs < warmUpMs);
  return { entrant, error, repetitions, wall: [], cpu: [], spentMs };
}

/** A B C, A B C, …: whatever the machine does meanwhile, it does to all. */
async function race(
  racers: readonly Racer[],
  cells: Record<string, Cell>,
  { rounds, budgetMs }: TimingOptions,
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    for (const racer of racers) {
      const { id } = racer.entrant.contestant;
      if (cells[id] !== undefined || (round > 0 && racer.spentMs > budgetMs)) continue;
      await guarded(cells, id, async () => {
        await sleep(pauseMs);
        const { wallMs, cpuMs } = await racer.entrant.run(racer.repetitions);
        racer.wall.push(wallMs);
        racer.cpu.push(cpuMs);
        racer.spentMs += wallMs * racer.repetitions;
      });
    }
  }
}

/** What goes wrong with one contestant becomes its cell. */
async function guarded(
  cells: Record<string, Cell>,
  id: string,
  body: () => Promise<void>,
): Promise<void> {
  try {
    await body();
  } catch (error) {
    cells[id] = {
      status: 'failed',
      reason: error instanceof Error ? error.message : String(error),
    };
  }
}

function timed({ wall, cpu, repetitions, error }: Racer): Cell {
  return {
    status: 'timed',
    wallMs: summarize(wall),
    cpuMs: summarize(cpu),
    repetitions,
    error,
  };
}

function explained({ error, where }: { error: number; where: string }, reference: string): string {
  return Number.isFinite(error)
    ? `${where} is off by ${error.toExponential(1)} of its largest number, against ${reference}`
    : `${where}, against ${reference}`;
}
