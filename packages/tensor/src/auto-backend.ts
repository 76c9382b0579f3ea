import type { Backend } from './backend.ts';
import { zeros } from './create.ts';
import { currentBackend, hasBackend, useBackend } from './current-backend.ts';
import { BackendError, RangeFault } from './errors.ts';

/** A model on the backend that is current when it is made, and one step of its work. */
export interface Trial {
  /** One training step, or the decoding of one batch; what it returns is waited for. */
  readonly step: () => unknown;
  /** Frees the model. */
  readonly dispose?: () => void;
}

/** The backends to choose from, by names for people: `{ cpu: () => cpu(), webgpu: () => webgpu() }`. */
export type BackendCandidates = Readonly<Record<string, () => Backend | Promise<Backend>>>;

export interface AutoBackendOptions {
  /** How long steps are timed, in seconds, after one of each that is not (1). */
  readonly seconds?: number;
}

/** How a candidate did. */
export interface CandidateResult {
  readonly name: string;
  /** Median time of a step, where it ran. */
  readonly milliseconds?: number;
  /** Why it did not run. */
  readonly problem?: string;
}

export interface BackendChoice {
  /** The fastest, which is now the current one. */
  readonly backend: Backend;
  readonly name: string;
  /** What was chosen and why, for people. */
  readonly reason: string;
  readonly candidates: readonly CandidateResult[];
}

interface Runner extends Trial {
  readonly name: string;
  readonly backend: Backend;
  readonly times: number[];
}

/**
 * Chooses between processor and graphics device by trying both on the model's own step: small models are faster on the processor. `make`
 * is called for each candidate, the current backend then, and returns the trial; the backend of the fastest becomes the current one, the
 * other backends and all trials are disposed. A candidate that cannot be opened, or whose trial fails, is left out, and said so.
 * @throws BackendError when no candidate works; the current backend is the one before.
 */
export async function autoBackend(
  candidates: BackendCandidates,
  make: () => Trial | Promise<Trial>,
  { seconds = 1 }: AutoBackendOptions = {},
): Promise<BackendChoice> {
  if (!(seconds >= 0)) {
    throw new RangeFault(`autoBackend: expected seconds of 0 or more, received ${seconds}`, {
      seconds,
    });
  }
  const before = hasBackend() ? currentBackend() : undefined;
  const runners: Runner[] = [];
  const problems = new Map<string, string>();
  for (const [name, open] of Object.entries(candidates)) {
    try {
      runners.push(await started(name, await open(), make));
    } catch (error) {
      problems.set(name, messageOf(error));
    }
  }
  const failed = await timeInTurns(runners, seconds);
  for (const { dispose } of runners) dispose?.();
  for (const [{ name, backend }, error] of failed) {
    problems.set(name, messageOf(error));
    backend.dispose?.();
  }
  const working = runners.filter((runner) => !failed.has(runner));
  const results = Object.keys(candidates).map((name): CandidateResult => {
    const runner = working.find((one) => one.name === name);
    return runner
      ? { name, milliseconds: median(runner.times) }
      : { name, problem: problems.get(name)! };
  });
  const [fastest, ...others] = working.toSorted((a, b) => median(a.times) - median(b.times));
  if (!fastest) {
    if (before) useBackend(before);
    throw new BackendError(`autoBackend: no backend works; ${reasonOf(results)}`, {
      candidates: results,
    });
  }
  for (const { backend } of others) backend.dispose?.();
  useBackend(fastest.backend);
  const { name, backend } = fastest;
  return { backend, name, candidates: results, reason: `${name} chosen; ${reasonOf(results)}` };
}

/** A trial after its first step, which compiles. A backend that cannot run it is disposed. */
async function started(
  name: string,
  backend: Backend,
  make: () => Trial | Promise<Trial>,
): Promise<Runner> {
  try {
    useBackend(backend);
    const { step, dispose } = await make();
    const runner = { name, backend, times: [], step, ...(dispose ? { dispose } : {}) };
    await timed(runner);
    return runner;
  } catch (error) {
    backend.dispose?.();
    throw error;
  }
}

/** Steps in turns, so that what else the machine does falls on all alike: at least one of each. Returns those whose step failed. */
async function timeInTurns(
  runners: readonly Runner[],
  seconds: number,
): Promise<Map<Runner, unknown>> {
  const failed = new Map<Runner, unknown>();
  const end = performance.now() + 1000 * seconds;
  do {
    for (const runner of runners) {
      if (failed.has(runner)) continue;
      try {
        runner.times.push(await timed(runner));
      } catch (error) {
        failed.set(runner, error);
      }
    }
  } while (failed.size < runners.length && performance.now() < end);
  return failed;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Milliseconds of a step, until the device has done it. */
async function timed({ backend, step }: Runner): Promise<number> {
  useBackend(backend);
  const start = performance.now();
  await step();
  const last = zeros([1], { backend });
  await last.data();
  last.dispose();
  return performance.now() - start;
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

function reasonOf(results: readonly CandidateResult[]): string {
  return results
    .map(({ name, milliseconds, problem }) =>
      milliseconds === undefined
        ? `${name}: ${problem}`
        : `${name}: ${milliseconds.toPrecision(3)} ms per step`,
    )
    .join('; ');
}
