import type { LoopEvent } from '@rondo/training';
import type { ClassifierValidation, ClipClassifier } from '@rondo/vision-nonlocal';
import type { RunBackend } from '../../../live/protocol.ts';
import type { LossPoint } from '../../../live/run/loss-series.ts';
import { Drive } from '../../../live/worker/drive.ts';
import { keeperOf } from '../../../live/worker/keeper.ts';
import { openBackend } from '../../../live/worker/open-backend.ts';
import { serveRun, tell } from '../../../live/worker/serve-run.ts';
import { openedFile } from '../../../mistakes/opened-file.ts';
import { kept } from '../run/kept.ts';
import { reopenRun, startRun, type ClipRun } from './clip-run.ts';
import { diversityOf, look } from './look.ts';
import type { Calls, Judged, NonLocalFacts, Source } from './protocol.ts';

type RunDrive = Drive<LoopEvent<ClassifierValidation>, Judged>;

/** The one run of this worker. */
interface Work {
  readonly source: Source;
  readonly model: ClipClassifier;
  readonly drive: RunDrive;
  readonly checkpoint: () => Promise<Uint8Array>;
  readonly step: () => number;
}

let work: Work | undefined;

interface Beginning {
  readonly source: Source;
  readonly backend: RunBackend;
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
      const run = await openedFile('nonLocal', bytes, () => reopenRun(bytes));
      return begin(run, { source, backend });
    },
    openKept: async (source) => {
      const backend = await openBackend(source.backend);
      const found = await kept[source.role].takeUp(source.keepAs);
      const { bytes, losses } = found.rest;
      const { training } = reopenRun(bytes);
      const run = { training, settings: found.facts.settings };
      return begin(run, { source, backend, losses });
    },
    checkpoint: () => current().checkpoint(),
    look: (input) => {
      const { model, drive, step } = current();
      return drive.between(async () => ({ step: step(), ...(await look(model, input)) }));
    },
  },
  (how) => current().drive.steer(how),
);

async function begin(run: ClipRun, beginning: Beginning): Promise<NonLocalFacts> {
  const { settings, training } = run;
  const { model, loop } = training;
  const { step, totalSteps } = loop;
  const { validation } = loop.state().history;
  const drive = driveOf(run, beginning);
  const { checkpoint } = training;
  work = { source: beginning.source, model, drive, checkpoint, step: () => loop.step };
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
      runs: kept[source.role],
      keepAs: source.keepAs,
      snapshot: async () => {
        const { step, totalSteps } = loop;
        const facts = { settings, step, totalSteps, at: Date.now() };
        const { points } = drive.losses;
        return { facts, rest: { bytes: await training.checkpoint(), losses: points } };
      },
      tell,
    }),
    end: () => {
      loop.dispose();
      work = ended(current());
    },
    losses: losses ?? loop.state().history.training,
  });
  return drive;
}

/** Nothing of the training is left in it; the file is that which was kept at its end. */
function ended(whole: Work): Work {
  const { role, keepAs } = whole.source;
  const checkpoint = async (): Promise<Uint8Array> =>
    (await kept[role].read(keepAs!.id)).rest.bytes;
  const steps = whole.step();
  return { ...whole, checkpoint, step: () => steps };
}

function current(): Work {
  if (!work) throw new Error('the worker has no run yet; start one first');
  return work;
}
