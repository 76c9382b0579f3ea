import type { Workload } from '@rondo/workloads';
import type { Contestant } from './contestant.ts';
import { describeMachine } from './machine/machine.ts';
import type { ContestantResult, Results, WorkloadResult } from './results.ts';
import { Entrant } from './runner/entrant.ts';
import { measureMemory } from './runner/measure-memory.ts';
import { measureNewLengths } from './runner/measure-new-lengths.ts';
import { measureStartup } from './runner/measure-startup.ts';
import { timeWorkload, type TimingOptions } from './runner/time-workload.ts';

export interface BenchmarkPlan extends TimingOptions {
  readonly contestants: readonly Contestant[];
  readonly workloads: readonly Workload[];
  /** Whether to measure the start of each contestant. */
  readonly startup: boolean;
  /** The workload whose peak memory is measured. */
  readonly memoryOf: Workload | undefined;
  readonly timeoutMs: number;
  readonly command: string;
}

/** Runs a plan from start to end; what fails becomes a cell, never an end. `onProgress` gets the results so far after each workload. */
export async function runBenchmark(
  plan: BenchmarkPlan,
  onProgress: (soFar: Results) => Promise<void> | void,
): Promise<Results> {
  const date = new Date().toISOString();
  const entrants = plan.contestants.map((contestant) => new Entrant(contestant, plan.timeoutMs));
  const contestants: ContestantResult[] = [];
  // One after the other: the limit measures itself when it is asked.
  for (const entrant of entrants) contestants.push(await introduced(entrant));
  await refuseWithoutOurs(entrants, contestants);
  const present = entrants.filter((_, i) => contestants[i]?.missing === undefined);
  const workloads: WorkloadResult[] = [];
  const results: Results = {
    format: 1,
    date,
    command: plan.command,
    machine: describeMachine(),
    contestants,
    workloads,
  };
  const add = async (result: WorkloadResult): Promise<void> => {
    workloads.push(result);
    await onProgress(results);
  };
  try {
    for (const workload of plan.workloads) {
      await add(await measured(workload, present, plan));
    }
    for (const [i, entrant] of entrants.entries()) {
      contestants[i] = await again(entrant, contestants[i]!);
    }
  } finally {
    await Promise.all(entrants.map((entrant) => entrant.close()));
  }
  const others = present.map(({ contestant }) => contestant).filter(({ kind }) => kind !== 'limit');
  if (plan.startup) await add(await measureStartup(others, plan.timeoutMs));
  if (plan.memoryOf) await add(await measureMemory(plan.memoryOf, others, plan.timeoutMs));
  return results;
}

/** Without any of ours there is nothing to compare with. @throws Error where some were asked for and none can take part. */
async function refuseWithoutOurs(
  entrants: readonly Entrant[],
  contestants: readonly ContestantResult[],
): Promise<void> {
  const ours = contestants.filter(({ kind }) => kind === 'ours');
  if (ours.length === 0 || ours.some(({ missing }) => missing === undefined)) return;
  await Promise.all(entrants.map((entrant) => entrant.close()));
  const reasons = ours.map(({ id, missing }) => `${id}: ${missing}`).join('; ');
  throw new Error(`none of our configurations can take part: ${reasons}`);
}

function measured(
  workload: Workload,
  entrants: readonly Entrant[],
  plan: BenchmarkPlan,
): Promise<WorkloadResult> {
  return workload.kind === 'new_length'
    ? measureNewLengths(workload, entrants)
    : timeWorkload(workload, entrants, plan);
}

/** Starts a contestant and asks who it is. */
async function introduced(entrant: Entrant): Promise<ContestantResult> {
  const { id, title, kind, threads, device, missing } = entrant.contestant;
  const known = { id, title, kind, threads, version: '', configuration: {} };
  const base = device === undefined ? known : { ...known, device };
  if (missing !== undefined) return { ...base, missing };
  try {
    const { version, configuration } = await entrant.describe();
    return { ...base, missing: fallback(configuration, entrant), version, configuration };
  } catch (error) {
    return { ...base, missing: (error as Error).message };
  }
}

/** At the end it knows more: modules compiled, memory used. */
async function again(entrant: Entrant, known: ContestantResult): Promise<ContestantResult> {
  if (known.missing !== undefined) return known;
  try {
    return { ...known, configuration: (await entrant.describe()).configuration };
  } catch {
    return known;
  }
}

/** Our library goes on without an option that cannot be had; as a contestant it would run the same twice under two names. */
function fallback(
  configuration: ContestantResult['configuration'],
  { contestant: { kind } }: Entrant,
): string | undefined {
  const { notes } = configuration;
  return kind === 'ours' && notes !== undefined ? String(notes) : undefined;
}
