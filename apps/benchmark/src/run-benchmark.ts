import type { Contestant } from './contestant.ts';
import { describeMachine } from './machine/machine.ts';
import type { ContestantResult, Results, WorkloadResult } from './results.ts';
import { Entrant } from './runner/entrant.ts';
import { measureMemory } from './runner/measure-memory.ts';
import { measureNewLengths } from './runner/measure-new-lengths.ts';
import { measureStartup } from './runner/measure-startup.ts';
import { timeWorkload, type TimingOptions } from './runner/time-workload.ts';
import type { Workload } from './workload.ts';

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

/** Runs a plan from start to end; what fails becomes a cell, never an end. `onResult` hears of each workload when it is done. */
export async function runBenchmark(
  plan: BenchmarkPlan,
  onResult: (result: WorkloadResult, contestants: readonly ContestantResult[]) => void,
): Promise<Results> {
  const date = new Date().toISOString();
  const entrants = plan.contestants.map((contestant) => new Entrant(contestant, plan.timeoutMs));
  const contestants = await Promise.all(entrants.map(introduced));
  const present = entrants.filter((_, i) => contestants[i]?.missing === undefined);
  const results: WorkloadResult[] = [];
  const add = (result: WorkloadResult): void => {
    results.push(result);
    onResult(result, contestants);
  };
  try {
    for (const workload of plan.workloads) {
      add(await measured(workload, present, plan));
    }
    const finally_ = await Promise.all(entrants.map((entrant, i) => again(entrant, contestants[i]!)));
    contestants.splice(0, contestants.length, ...finally_);
  } finally {
    await Promise.all(entrants.map((entrant) => entrant.close()));
  }
  const others = present
    .map(({ contestant }) => contestant)
    .filter(({ kind }) => kind !== 'limit');
  if (plan.startup) add(await measureStartup(others, plan.timeoutMs));
  if (plan.memoryOf) add(await measureMemory(plan.memoryOf, others, plan.timeoutMs));
  return {
    format: 1,
    date,
    command: plan.command,
    machine: describeMachine(),
    contestants,
    workloads: results,
  };
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
  const { id, title, kind, threads, missing } = entrant.contestant;
  const base = { id, title, kind, threads, version: '', configuration: {} };
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
