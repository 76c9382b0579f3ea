import type { RunSource } from '../../../live/protocol.ts';
import { Drive, type DriveStep } from '../../../live/worker/drive.ts';
import { keeperOf } from '../../../live/worker/keeper.ts';
import { openBackend } from '../../../live/worker/open-backend.ts';
import { serveRun, tell } from '../../../live/worker/serve-run.ts';
import { CurveSet } from './curve-set.ts';
import { keptLearnRuns, type KeptLearning } from './kept-learn-runs.ts';
import { Learning } from './learning.ts';
import { loopOf, type CheckEvent } from './loop.ts';
import type { LearnCalls, LearnFacts, Told } from './protocol.ts';

/** The one run of this worker. */
interface Work {
  readonly learning: Learning;
  readonly drive: Drive<DriveStep | CheckEvent, Told>;
}

let work: Work | undefined;

serveRun<LearnCalls>(
  {
    start: async ({ settings, ...source }) => {
      const backend = await openBackend(source.backend);
      return begin(new Learning(settings), source, backend);
    },
    openKept: async (source) => {
      const backend = await openBackend(source.backend);
      const kept = await keptLearnRuns.run();
      if (!kept) throw new Error('the browser has kept no run; start a new one');
      return begin(Learning.load(kept.rest.bytes), source, backend, kept.rest);
    },
    checkpoint: () => current().learning.save(),
  },
  (how) => current().drive.steer(how),
);

async function begin(
  learning: Learning,
  { isKept }: RunSource,
  backend: string,
  kept?: KeptLearning,
): Promise<LearnFacts> {
  const { settings, parameters } = learning;
  const totalSteps = settings.steps;
  const curves = new CurveSet(kept?.curves);
  const onChecked = ({ checked, fresh }: CheckEvent): void => {
    curves.add(fresh);
    tell<Told>({ kind: 'told', what: { checked, fresh } });
  };
  const drive: Work['drive'] = new Drive<DriveStep | CheckEvent, Told>({
    run: () => loopOf(learning, onChecked),
    onEvent: onChecked,
    tell,
    keep: keeperOf({
      runs: isKept ? keptLearnRuns : undefined,
      snapshot: async () => {
        const facts = { settings, step: learning.step, totalSteps, at: Date.now() };
        const { points: losses } = drive.losses;
        return { facts, rest: { bytes: await learning.save(), losses, curves: curves.points } };
      },
      tell,
    }),
    losses: kept?.losses,
  });
  work = { learning, drive };
  return {
    settings,
    parameters,
    step: learning.step,
    totalSteps,
    canTrain: learning.step < totalSteps,
    losses: kept?.losses ?? [],
    curves: curves.points,
    checked: await learning.check(),
    backend,
  };
}

function current(): Work {
  if (!work) throw new Error('the worker has no run yet; start one first');
  return work;
}
