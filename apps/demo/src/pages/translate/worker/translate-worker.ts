import type { TrainingEvent } from '@rondo/seq2seq';
import type { RunFacts, RunSource } from '../../../live/protocol.ts';
import { Drive, type DriveStep } from '../../../live/worker/drive.ts';
import { keeperOf } from '../../../live/worker/keeper.ts';
import { openBackend } from '../../../live/worker/open-backend.ts';
import { serveRun, tell } from '../../../live/worker/serve-run.ts';
import { keptTranslateRuns } from '../run/kept-translate-runs.ts';
import { next, translate, tree } from './look-inside.ts';
import { loopOf } from './loop.ts';
import type { Calls, TranslateFacts, Validated } from './protocol.ts';
import { settingsOfConfig } from './run-config.ts';
import { reopenRun, startRun, type TrainingRun } from './training-run.ts';

type LoopEvent = DriveStep | Exclude<TrainingEvent, { kind: 'step' }>;

/** The one run of this worker. */
interface Work {
  readonly run: TrainingRun;
  readonly drive: Drive<LoopEvent, Validated> | undefined;
}

let work: Work | undefined;

serveRun<Calls>(
  {
    start: async ({ settings, ownText, ...source }) => {
      const backend = await openBackend(source.backend);
      return begin(await startRun(settings, ownText), { source, ownText, backend });
    },
    open: async ({ bytes, ownText, ...source }) => {
      const backend = await openBackend(source.backend);
      return begin(await reopenRun(bytes, ownText), { source, ownText, backend });
    },
    openKept: async (source) => {
      const backend = await openBackend(source.backend);
      const kept = await keptTranslateRuns.run();
      if (!kept) throw new Error('the browser has kept no run; start a new one');
      const { bytes, ownText, losses } = kept.rest;
      return begin(await reopenRun(bytes, ownText), { source, ownText, backend, losses });
    },
    checkpoint: () => current().run.checkpoint(),
    translate: (input) => translate(current().run, input),
    tree: (input) => tree(current().run, input),
    next: (input) => next(current().run, input),
  },
  (how) => current().drive?.steer(how),
);

interface Beginning {
  readonly source: RunSource;
  readonly ownText: string | undefined;
  readonly backend: string;
  readonly losses?: RunFacts['losses'];
}

function begin(run: TrainingRun, beginning: Beginning): TranslateFacts {
  const { trainer } = run;
  const settings = settingsOfConfig(run.config);
  const totalSteps = trainer?.totalSteps ?? 0;
  const step = trainer?.step ?? 0;
  work = { run, drive: driveOf(run, beginning) };
  const { parameters, pairs, examples, hasAttention } = run;
  return {
    settings,
    step,
    totalSteps,
    parameters,
    pairs,
    examples,
    hasAttention,
    backend: beginning.backend,
    canTrain: trainer !== undefined && step < totalSteps,
    losses: beginning.losses ?? [],
  };
}

function driveOf(run: TrainingRun, { source, ownText, losses }: Beginning): Work['drive'] {
  const { trainer, config } = run;
  if (!trainer) return undefined;
  const settings = settingsOfConfig(config);
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
      runs: source.isKept ? keptTranslateRuns : undefined,
      snapshot: async () => {
        const { step, totalSteps } = trainer;
        const facts = { settings, step, totalSteps, at: Date.now() };
        const { points } = drive.losses;
        return { facts, rest: { bytes: await run.checkpoint(), ownText, losses: points } };
      },
      tell,
    }),
    losses,
  });
  return drive;
}

function current(): Work {
  if (!work) throw new Error('the worker has no run yet; start one first');
  return work;
}
