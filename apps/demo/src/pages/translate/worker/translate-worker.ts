import type { TrainingEvent } from '@rondo/seq2seq';
import { wholeText } from '../../../controls/given-text.ts';
import type { RunBackend, RunFacts } from '../../../live/protocol.ts';
import { Drive, type DriveStep } from '../../../live/worker/drive.ts';
import { keeperOf } from '../../../live/worker/keeper.ts';
import { openBackend } from '../../../live/worker/open-backend.ts';
import { serveRun, tell } from '../../../live/worker/serve-run.ts';
import { openedFile } from '../../../mistakes/opened-file.ts';
import { keptTranslateRuns } from '../run/kept-translate-runs.ts';
import type { RunSettings } from '../run/run-settings.ts';
import { look, translate } from './look-inside.ts';
import { lastValidation } from './last-validation.ts';
import { loopOf } from './loop.ts';
import type { Calls, Source, TranslateFacts, Validated } from './protocol.ts';
import { settingsOfConfig } from './run-config.ts';
import { reopenRun, startRun, type TrainingRun } from './training-run.ts';

type LoopEvent = DriveStep | Exclude<TrainingEvent, { kind: 'step' }>;

/** The one run of this worker. */
interface Work {
  readonly source: Source;
  readonly run: TrainingRun;
  readonly drive: Drive<LoopEvent, Validated> | undefined;
}

let work: Work | undefined;

serveRun<Calls>(
  {
    start: async ({ settings, ownText: given, ...source }) => {
      const backend = await openBackend(source.backend);
      const ownText = given && (await wholeText(given));
      const { isCompared } = settings;
      return begin(await startRun(settings, ownText), { source, ownText, backend, isCompared });
    },
    open: async ({ bytes, ownText: given, ...source }) => {
      const backend = await openBackend(source.backend);
      const ownText = given && (await wholeText(given));
      const run = await openedFile('translate', bytes, () => reopenRun(bytes, ownText));
      return begin(run, { source, ownText, backend });
    },
    openKept: async (source) => {
      const backend = await openBackend(source.backend);
      const kept = await keptTranslateRuns[source.role].takeUp(source.keepAs);
      const { bytes, ownText, losses } = kept.rest;
      const { isCompared } = kept.facts.settings;
      const run = await reopenRun(bytes, ownText);
      return begin(run, { source, ownText, backend, losses, isCompared });
    },
    checkpoint,
    translate: (input) => ask((run) => translate(run, input)),
    look: (input) => ask((run) => look(run, input)),
  },
  (how) => current().drive?.steer(how),
);

interface Beginning {
  readonly source: Source;
  readonly ownText: string | undefined;
  readonly backend: RunBackend;
  /** Nothing where those of the file are all that is known. */
  readonly losses?: RunFacts['losses'];
  /** Whether another model learns beside it. */
  readonly isCompared?: boolean;
}

async function begin(run: TrainingRun, beginning: Beginning): Promise<TranslateFacts> {
  const { trainer } = run;
  const settings = settingsOf(run, beginning);
  const totalSteps = trainer?.totalSteps ?? 0;
  const step = trainer?.step ?? 0;
  const drive = driveOf(run, beginning);
  work = { source: beginning.source, run, drive };
  const { parameters, pairs, lines, examples, hasAttention } = run;
  return {
    settings,
    step,
    totalSteps,
    parameters,
    pairs,
    lines,
    examples,
    hasAttention,
    backend: beginning.backend,
    canTrain: trainer !== undefined && step < totalSteps,
    losses: drive?.losses.points ?? [],
    validated: await lastValidation(run),
  };
}

function settingsOf({ config }: TrainingRun, { isCompared = false }: Beginning): RunSettings {
  return { ...settingsOfConfig(config), isCompared };
}

function driveOf(run: TrainingRun, beginning: Beginning): Work['drive'] {
  const { trainer } = run;
  if (!trainer) return undefined;
  const { source, ownText, losses = trainer.state().history.training } = beginning;
  const settings = settingsOf(run, beginning);
  const drive: Drive<LoopEvent, Validated> = new Drive({
    run: () => loopOf(trainer),
    onEvent: (event) => {
      if (event.kind !== 'validation') return;
      const { step, loss, metrics, samples } = event;
      const exactMatch = metrics['exactMatch'] ?? 0;
      tell<Validated>({ kind: 'told', what: { step, loss, exactMatch, samples } });
    },
    tell,
    keep: keeperOf({
      runs: keptTranslateRuns[source.role],
      keepAs: source.keepAs,
      snapshot: async () => {
        const { step, totalSteps } = trainer;
        const facts = { settings, step, totalSteps, at: Date.now() };
        const { points } = drive.losses;
        return { facts, rest: { bytes: await run.checkpoint(), ownText, losses: points } };
      },
      tell,
    }),
    end: () => run.end(),
    losses,
  });
  return drive;
}

/** The file of the run: as it is, or as it was kept at its end. */
async function checkpoint(): Promise<Uint8Array> {
  const { source, drive } = current();
  if (!drive?.isEnded || !source.keepAs) return ask((run) => run.checkpoint());
  return (await keptTranslateRuns[source.role].read(source.keepAs.id)).rest.bytes;
}

/** Asks the model as it is between two steps. */
function ask<Answer>(question: (run: TrainingRun) => Promise<Answer>): Promise<Answer> {
  const { run, drive } = current();
  return drive ? drive.between(() => question(run)) : question(run);
}

function current(): Work {
  if (!work) throw new Error('the worker has no run yet; start one first');
  return work;
}
