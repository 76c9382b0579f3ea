import {
  casesOf,
  evaluateItems,
  PopularityRecommender,
  type EmbeddingModel,
  type WordVectors,
} from '@rondo/embeddings';
import type { RunSource } from '../../../live/protocol.ts';
import type { LossPoint } from '../../../live/run/loss-series.ts';
import { Drive } from '../../../live/worker/drive.ts';
import { keeperOf } from '../../../live/worker/keeper.ts';
import { openBackend } from '../../../live/worker/open-backend.ts';
import { serveRun, tell } from '../../../live/worker/serve-run.ts';
import { keptWordsRuns } from '../run/kept-words-runs.ts';
import type { WordsSettings } from '../run/words-settings.ts';
import { analogy, fillGap, neighboursOf, recommend, similarity } from './ask.ts';
import { wordLists } from './facts.ts';
import { Looker } from './look.ts';
import { loopOf, type LoopEvent, type LoopPace } from './loop.ts';
import type { Calls, Look, WordsFacts } from './protocol.ts';
import { startRun, takeUpRun, type TrainingRun } from './training-run.ts';
import { openVectors, writeVectors, type OpenedVectors } from './word-file.ts';

/** What this worker has: vectors that are learned, or those of a file. */
interface Work {
  readonly looker: Looker;
  readonly run: TrainingRun | undefined;
  readonly opened: OpenedVectors | undefined;
  readonly drive: Drive<LoopEvent, Look> | undefined;
}

let work: Work | undefined;
const pace: LoopPace = { isSlow: false };

serveRun<Calls>(
  {
    start: async ({ settings, ownText, ...source }) => {
      const backend = await openBackend(source.backend);
      const run = await startRun(settings, ownText, source.backend.name === 'webgpu');
      return begin(run, { source, settings, ownText, backend, losses: [] });
    },
    open: async ({ bytes, name, ...source }) => {
      const backend = await openBackend(source.backend);
      return beginOpened(await openVectors(bytes, name), backend);
    },
    openKept: async (source) => {
      const backend = await openBackend(source.backend);
      const kept = await keptWordsRuns.run();
      if (!kept) throw new Error('the browser has kept no run; start a new one');
      const { settings } = kept.facts;
      const { place, ownText, losses } = kept.rest;
      const run = await takeUpRun(settings, ownText, place);
      return begin(run, { source, settings, ownText, backend, losses });
    },
    slow: (isSlow) => void (pace.isSlow = isSlow),
    look: async (kind) =>
      current().looker.look(await vectors(), kind, current().run?.trainer.step ?? 0),
    neighbours: async (word) => neighboursOf(await vectors(), word),
    analogy: async (question) => analogy(await vectors(), question),
    similarity: async (pair) => similarity(await vectors(), pair),
    fill: async (text) => fillGap(await model(), text),
    recommend: async (basket) =>
      recommend(await model(), basket, current().run?.data.sentences.length ?? 1),
    file: async (form) => writeVectors(await model(), form),
  },
  (how) => current().drive?.steer(how),
);

interface Beginning {
  readonly source: RunSource;
  readonly settings: WordsSettings;
  readonly ownText: string;
  readonly backend: string;
  readonly losses: readonly LossPoint[];
}

async function begin(run: TrainingRun, beginning: Beginning): Promise<WordsFacts> {
  const { trainer, data, totalSteps } = run;
  const { vocabulary, step } = trainer;
  const lists = wordLists(vocabulary, data);
  const cases = casesOf(data.heldOut ?? [], vocabulary);
  const looker = new Looker({ shown: lists.shown, cases });
  work = { looker, run, opened: undefined, drive: driveOf(run, looker, beginning) };
  const popular =
    cases.length > 0
      ? await evaluateItems(new PopularityRecommender(vocabulary.counts), cases)
      : undefined;
  return {
    ...lists,
    settings: beginning.settings,
    step,
    totalSteps,
    canTrain: step < totalSteps,
    losses: beginning.losses,
    backend: beginning.backend,
    vocabulary: vocabulary.size,
    textWords: vocabulary.total,
    parameters: Object.values(trainer.stateDict()).reduce((sum, { size }) => sum + size, 0),
    canFill: data.tokenizer !== undefined,
    popularHits: popular?.hitRate,
  };
}

function beginOpened(opened: OpenedVectors, backend: string): WordsFacts {
  const { vectors: own, model: whole } = opened;
  const lists = wordLists(own);
  work = {
    looker: new Looker({ shown: lists.shown, cases: [] }),
    run: undefined,
    opened,
    drive: undefined,
  };
  const { config } = whole ?? {};
  const settings: WordsSettings = {
    text: 'own',
    model: config?.architecture ?? 'cbow',
    dimensions: own.dimensions,
    window: config?.window ?? 5,
    epochs: config?.epochs ?? 1,
    seed: config?.seed ?? 1,
  };
  return {
    ...lists,
    settings,
    step: 0,
    totalSteps: 0,
    canTrain: false,
    losses: [],
    backend,
    vocabulary: own.size,
    textWords: 0,
    parameters: own.numbers.length + (whole?.output.length ?? 0),
    canFill: whole?.tokenizer !== undefined,
    popularHits: undefined,
  };
}

function driveOf(
  run: TrainingRun,
  looker: Looker,
  { source, settings, ownText, losses }: Beginning,
): Drive<LoopEvent, Look> {
  const { trainer, totalSteps } = run;
  const drive: Drive<LoopEvent, Look> = new Drive({
    run: () => loopOf(trainer, totalSteps, pace),
    onEvent: async () => {
      const what = await looker.look(await trainer.vectors(), 'pca', trainer.step);
      tell<Look>({ kind: 'told', what });
    },
    tell,
    keep: keeperOf({
      runs: source.isKept ? keptWordsRuns : undefined,
      snapshot: async () => {
        const facts = { settings, step: trainer.step, totalSteps, at: Date.now() };
        const { points } = drive.losses;
        return { facts, rest: { place: await run.place(), ownText, losses: points } };
      },
      tell,
    }),
    losses,
  });
  return drive;
}

function current(): Work {
  if (!work) throw new Error('the worker has no vectors yet; train some or open a file first');
  return work;
}

async function vectors(): Promise<WordVectors> {
  const { run, opened } = current();
  return run ? run.trainer.vectors() : opened!.vectors;
}

/** @throws Error where only vectors were opened. */
async function model(): Promise<EmbeddingModel> {
  const { run, opened } = current();
  const whole = run ? await run.model() : opened?.model;
  if (!whole)
    throw new Error('the file has vectors only; train, or open a safetensors file of a run');
  return whole;
}
