import { faultOf } from '../fault.ts';
import type { RunEvent } from '../protocol.ts';
import type { KeptRun, KeptRuns } from '../run/kept-runs.ts';

/** Milliseconds that a closed tab loses at most, but for the time of a step. */
const keepEvery = 8000;

export interface KeeperOptions<Settings, Rest> {
  /** Nothing, where the run is not to be kept. */
  readonly runs: KeptRuns<Settings, Rest> | undefined;
  /** The run as it stands, `at` apart. */
  readonly snapshot: () => Promise<KeptRun<Settings, Rest>>;
  readonly tell: (event: RunEvent<never>) => void;
}

/** Returns what keeps a run in the browser, now or when it is due. It never rejects: training is worth going on without. */
export function keeperOf<Settings, Rest>(
  options: KeeperOptions<Settings, Rest>,
): (when: 'if due' | 'now') => Promise<void> {
  const { runs, snapshot, tell } = options;
  let keptAt = performance.now();
  return async (when) => {
    if (!runs) return;
    if (when === 'if due' && performance.now() - keptAt < keepEvery) return;
    keptAt = performance.now();
    try {
      const run = await snapshot();
      await runs.keep(run);
      tell({ kind: 'saved', at: run.facts.at });
    } catch (error) {
      tell({ kind: 'failed', what: 'keeping', fault: faultOf(error) });
    }
  };
}
