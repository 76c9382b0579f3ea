import { faultOf } from '../fault.ts';
import type { RunEvent } from '../protocol.ts';
import type { KeepAs, KeptRun, KeptRuns } from '../run/kept-runs.ts';

/** Milliseconds that a closed tab loses at most, but for the time of a step. */
const keepEvery = 8000;

export interface KeeperOptions<Settings, Rest> {
  readonly runs: Pick<KeptRuns<Settings, Rest>, 'keep'>;
  /** Nothing, where the run is not to be kept. */
  readonly keepAs: KeepAs | undefined;
  /** The run as it stands, `at` apart. */
  readonly snapshot: () => Promise<KeptRun<Settings, Rest>>;
  readonly tell: (event: RunEvent<never>) => void;
}

/** Returns what keeps a run in the browser, now or when it is due, and tells whether it does. It never rejects: training is worth going on without. */
export function keeperOf<Settings, Rest>(
  options: KeeperOptions<Settings, Rest>,
): (when: 'if due' | 'now') => Promise<boolean> {
  const { runs, keepAs, snapshot, tell } = options;
  let keptAt = performance.now();
  return async (when) => {
    if (!keepAs) return false;
    if (when === 'if due' && performance.now() - keptAt < keepEvery) return true;
    keptAt = performance.now();
    try {
      const run = await snapshot();
      await runs.keep(run, keepAs);
      tell({ kind: 'saved', at: run.facts.at });
      return true;
    } catch (error) {
      tell({ kind: 'failed', what: 'keeping', fault: faultOf(error) });
      return false;
    }
  };
}
