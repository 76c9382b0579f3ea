import {
  casesOf,
  evaluateItems,
  PopularityRecommender,
  type EmbeddingModel,
  type WordVectors,
} from '@rondo/embeddings';
import { wholeText } from '../../../controls/given-text.ts';
import type { RunBackend, RunSource } from '../../../live/protocol.ts';
import type { LossPoint } from '../../../live/run/loss-series.ts';
import { Drive } from '../../../live/worker/drive.ts';
import { keeperOf } from '../../../live/worker/keeper.ts';
import { openBackend } from '../../../live/worker/open-backend.ts';
import { serveRun, tell } from '../../../live/worker/serve-run.ts';
import { Mistake } from '../../../mistakes/mistake.ts';
import { openedFile } from '../../../mistakes/opened-file.ts';
import { keptWordsRuns } from '../run/kept-words-runs.ts';
import type { WordsSettings } from '../run/words-settings.ts';
import { analogy, fillGap, neighboursOf, recommend, similarity } from './ask.ts';
import { wordLists } from './facts.ts';
import { Looker } from './look.ts';
import { loopOf, type LoopEvent, type LoopPace } from './loop.ts';
import type { AtStep, Calls, Look, WordsFacts } from './protocol.ts';
import { startRun, takeUpRun, type TrainingRun } from './training-run.ts';
import { openVectors, writeVectors, type OpenedVectors } from './word-file.ts';

/** Vectors that change no more: of a file, or of a run that has ended. */
interface Still extends OpenedVectors {
  readonly step: number;
}

/** What this worker has. */
interface Work {
  readonly looker: Looker;
  /** Baskets of the text, or sentences. */
  readonly baskets: number;
  readonly source: TrainingRun | Still;
  readonly drive: Drive<LoopEvent, Look> | undefined;
}

let work: Work | undefined;
const pace: LoopPace = { isSlow: false };

serveRun<Calls>(
  {
    start: async ({ settings, ownText: given, ...source }) => {
      const backend = await openBackend(source.backend);
      const ownText = settings.text === 'own' ? await wholeText(given) : '';
      const run = await startRun(settings, ownText, source.backend.name === 'webgpu');
      return begin(run, { source, settings, ownText, backend, losses: [] });
    },
    open: async ({ bytes, name, ...source }) => {
      const backend = await openBackend(source.backend);
      const opened = await openedFile('words', bytes, () => openVectors(bytes, name));
      return beginOpened(opened, backend);
    },
    openKept: async (source) => {
      const backend = await openBackend(source.backend);
      const kept = await keptWordsRuns.takeUp(source.keepAs);
      const { settings } = kept.facts;
      const { place, ownText, losses } = kept.rest;
      const run = await takeUpRun(settings, ownText, place);
      return begin(run, { source, settings, ownText, backend, losses });
    },
    slow: (isSlow) => void (pace.isSlow = isSlow),
    look: (kind) =>
      between(async ({ looker, source }) =>
        looker.look(await vectors(source), kind, stepOf(source)),
      ),
    neighbours: (word) => ask(async ({ source }) => neighboursOf(await vectors(source), word)),
    analogy: (question) => ask(async ({ source }) => analogy(await vectors(source), question)),
    similarity: (pair) => ask(async ({ source }) => similarity(await vectors(source), pair)),
    fill: (text) => ask(async ({ source }) => fillGap(await model(source), text)),
    recommend: (basket) =>
      ask(async ({ source, baskets }) => recommend(await model(source), basket, baskets)),
    file: (form) => between(async ({ source }) => writeVectors(await model(source), form)),
  },
  (how) => current().drive?.steer(how),
);

interface Beginning {
  readonly source: RunSource;
  readonly settings: WordsSettings;
  readonly ownText: string;
  readonly backend: RunBackend;
  readonly losses: readonly LossPoint[];
}

async function begin(run: TrainingRun, beginning: Beginning): Promise<WordsFacts> {
  const { trainer, data, totalSteps } = run;
  const { vocabulary, step } = trainer;
  const lists = wordLists(vocabulary, data);
  const cases = casesOf(data.heldOut ?? [], vocabulary);
  const looker = new Looker({ shown: lists.shown, cases });
  const drive = driveOf(run, looker, beginning);
  work = { looker, baskets: data.sentences.length, source: run, drive };
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

function beginOpened(opened: OpenedVectors, backend: RunBackend): WordsFacts {
  const { vectors: own, model: whole } = opened;
  const lists = wordLists(own);
  work = {
    looker: new Looker({ shown: lists.shown, cases: [] }),
    baskets: 1,
    source: { ...opened, step: 0 },
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
      runs: keptWordsRuns,
      keepAs: source.keepAs,
      snapshot: async () => {
        const facts = { settings, step: trainer.step, totalSteps, at: Date.now() };
        const { points } = drive.losses;
        return { facts, rest: { place: await run.place(), ownText, losses: points } };
      },
      tell,
    }),
    end: async () => {
      const whole = await run.model();
      work = { ...current(), source: { vectors: whole.vectors, model: whole, step: trainer.step } };
      trainer.dispose();
    },
    losses,
  });
  return drive;
}

/** Asks what there is between two steps: all of an answer is of one model. */
function between<Answer>(question: (whole: Work) => Promise<Answer>): Promise<Answer> {
  const { drive } = current();
  return drive ? drive.between(() => question(current())) : question(current());
}

function ask<Answer>(question: (whole: Work) => Promise<Answer>): Promise<AtStep<Answer>> {
  return between(async (whole) => ({
    step: stepOf(whole.source),
    answer: await question(whole),
  }));
}

function current(): Work {
  if (!work) throw new Error('the worker has no vectors yet; train some or open a file first');
  return work;
}

function stepOf(source: Work['source']): number {
  return 'trainer' in source ? source.trainer.step : source.step;
}

async function vectors(source: Work['source']): Promise<WordVectors> {
  return 'trainer' in source ? source.trainer.vectors() : source.vectors;
}

/** @throws Mistake where only vectors were opened. */
async function model(source: Work['source']): Promise<EmbeddingModel> {
  const whole = 'trainer' in source ? await source.model() : source.model;
  if (!whole) throw new Mistake('onlyVectors');
  return whole;
}
