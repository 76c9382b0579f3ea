import type { RunBackend, RunSource } from '../../../live/protocol.ts';
import { Drive, type DriveStep } from '../../../live/worker/drive.ts';
import { keeperOf } from '../../../live/worker/keeper.ts';
import { openBackend } from '../../../live/worker/open-backend.ts';
import { serveRun, tell } from '../../../live/worker/serve-run.ts';
import type { KeepAs } from '../../../live/run/kept-runs.ts';
import { openedFile } from '../../../mistakes/opened-file.ts';
import { CurveSet } from './curve-set.ts';
import { keptLearnRuns, type KeptLearning } from './kept-learn-runs.ts';
import { Learning } from './learning.ts';
import { loopOf, type CheckEvent } from './loop.ts';
import type { LearnCalls, LearnFacts, Told } from './protocol.ts';

/** The one run of this worker. */
interface Work {
  readonly keepAs: KeepAs | undefined;
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
    open: async ({ bytes, ...source }) => {
      const backend = await openBackend(source.backend);
      const learning = await openedFile('recurrent', bytes, () => Learning.load(bytes));
      return begin(learning, source, backend);
    },
    openKept: async (source) => {
      const backend = await openBackend(source.backend);
      const kept = await keptLearnRuns.takeUp(source.keepAs);
      return begin(Learning.load(kept.rest.bytes), source, backend, kept.rest);
    },
    checkpoint,
  },
  (how) => current().drive.steer(how),
);

async function begin(
  learning: Learning,
  { keepAs }: RunSource,
  backend: RunBackend,
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
      runs: keptLearnRuns,
      keepAs,
      snapshot: async () => {
        const facts = { settings, step: learning.step, totalSteps, at: Date.now() };
        const { points: losses } = drive.losses;
        return { facts, rest: { bytes: await learning.save(), losses, curves: curves.points } };
      },
      tell,
    }),
    end: () => learning.end(),
    losses: kept?.losses,
  });
  work = { keepAs, learning, drive };
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

/** The file of the run: as it is, or as it was kept at its end. */
async function checkpoint(): Promise<Uint8Array> {
  const { keepAs, learning, drive } = current();
  if (!drive.isEnded || !keepAs) return learning.save();
  return (await keptLearnRuns.read(keepAs.id)).rest.bytes;
}

function current(): Work {
  if (!work) throw new Error('the worker has no run yet; start one first');
  return work;
}
