import type { LoopEvent } from '@rondo/training';
import type { ClassifierValidation } from '@rondo/vision-nonlocal';
import type { LossPoint } from '../../../live/run/loss-series.ts';
import { Drive } from '../../../live/worker/drive.ts';
import { keeperOf } from '../../../live/worker/keeper.ts';
import { openBackend } from '../../../live/worker/open-backend.ts';
import { serveRun, tell } from '../../../live/worker/serve-run.ts';
import { kept } from '../run/kept.ts';
import { reopenRun, startRun, type ClipRun } from './clip-run.ts';
import { diversityOf, look } from './look.ts';
import type { Calls, Judged, NonLocalFacts } from './protocol.ts';

type RunDrive = Drive<LoopEvent<ClassifierValidation>, Judged>;

/** The one run of this worker. */
let work: { readonly run: ClipRun; readonly drive: RunDrive } | undefined;

interface Beginning {
  readonly source: Calls['openKept']['input'];
  readonly backend: string;
  readonly losses?: readonly LossPoint[];
}

serveRun<Calls>(
  {
    start: async ({ settings, ...source }) => {
      const backend = await openBackend(source.backend);
      return begin(startRun(settings), { source, backend });
    },
    open: async ({ bytes, ...source }) => {
      const backend = await openBackend(source.backend);
      return begin(reopenRun(bytes), { source, backend });
    },
    openKept: async (source) => {
      const backend = await openBackend(source.backend);
      const found = await kept[source.role].run();
      if (!found) throw new Error('the browser has kept no run; start a new one');
      const { bytes, losses } = found.rest;
      const { training } = reopenRun(bytes);
      const run = { training, settings: found.facts.settings };
      return begin(run, { source, backend, losses });
    },
    checkpoint: () => current().run.training.checkpoint(),
    look: (input) => look(current().run.training.model, input),
  },
  (how) => current().drive.steer(how),
);

async function begin(run: ClipRun, beginning: Beginning): Promise<NonLocalFacts> {
  const { settings, training } = run;
  const { model, loop } = training;
  const { step, totalSteps } = loop;
  const { validation } = loop.state().history;
  const drive = driveOf(run, beginning);
  work = { run, drive };
  return {
    settings,
    parameters: model.parameterCount(),
    step,
    totalSteps,
    canTrain: step < totalSteps,
    losses: drive.losses.points,
    backend: beginning.backend,
    accuracies: validation.map((point) => ({
      step: point.step,
      accuracy: point.metrics?.['accuracy'] ?? 0,
    })),
    diversity: await diversityOf(training),
  };
}

function driveOf({ settings, training }: ClipRun, { source, losses }: Beginning): RunDrive {
  const { loop } = training;
  const drive: RunDrive = new Drive({
    run: () => loop.run(),
    onEvent: async (event) => {
      if (event.kind !== 'validation') return;
      const { step, result } = event;
      const diversity = await diversityOf(training);
      tell<Judged>({
        kind: 'told',
        what: { step, accuracy: result.metrics.accuracy, diversity },
      });
    },
    tell,
    keep: keeperOf({
      runs: source.isKept ? kept[source.role] : undefined,
      snapshot: async () => {
        const { step, totalSteps } = loop;
        const facts = { settings, step, totalSteps, at: Date.now() };
        const { points } = drive.losses;
        return { facts, rest: { bytes: await training.checkpoint(), losses: points } };
      },
      tell,
    }),
    losses: losses ?? loop.state().history.training,
  });
  return drive;
}

function current(): NonNullable<typeof work> {
  if (!work) throw new Error('the worker has no run yet; start one first');
  return work;
}
