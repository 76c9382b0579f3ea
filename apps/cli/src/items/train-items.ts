import { formatLeaveLastOut, leaveLastOut, type LeaveLastOut } from '@rondo/data';
import {
  casesOf,
  catalogueOf,
  evaluateItems,
  formatEvaluations,
  PopularityRecommender,
  recommenderOf,
  type TwoTower,
  type ItemCase,
  type ItemEvaluation,
  type ItemModel,
  type TwoTowerLoop,
} from '@rondo/embeddings';
import { currentBackend } from '@rondo/tensor';
import { setImmediate } from 'node:timers/promises';
import type { SettleBackend } from '../backend/open-backend.ts';
import { CliError } from '../errors.ts';
import type { Io } from '../io.ts';
import { formatNumber } from '../progress/format.ts';
import { StatusLine } from '../progress/status-line.ts';
import type { ItemCheckpoint, ItemCheckpoints } from './item-checkpoint.ts';
import type { ItemSource } from './item-source.ts';
import {
  itemsTrial,
  itemVectorTrainer,
  towerTrainer,
  type ItemModelKind,
  type ItemTask,
} from './item-trainers.ts';

export interface TrainItemsOptions {
  readonly kind: ItemModelKind;
  readonly seed: number;
  /** Aborting it stops between two steps, after a checkpoint. */
  readonly signal: AbortSignal;
  readonly checkpoints: ItemCheckpoints;
  /** Whether it goes on from the checkpoint. */
  readonly resume: boolean;
  /** Decides where to compute, if that is open, by the first steps of the model that is kept. */
  readonly settle: SettleBackend;
}

/** What training has in hand. */
interface Work extends TrainItemsOptions, ItemTask {
  readonly titles: readonly string[];
  /** What was measured so far. */
  readonly results: Record<string, ItemEvaluation>;
  /** Where it goes on from. */
  readonly from: ItemCheckpoint | undefined;
  readonly io: Io;
}

/** Trains the model that was asked for, and tells how it does on what was held out, beside popularity and item2vec. */
export async function trainItems(
  { histories: all, features, settings }: ItemSource,
  options: TrainItemsOptions,
  io: Io,
): Promise<ItemModel> {
  const split = leaveLastOut(all);
  io.out.write(`${formatLeaveLastOut(split)}\n`);
  requireNeighbours(split, settings.minCount);
  const catalogue = await catalogueOf(split.train, settings.minCount);
  const test = casesOf(split.test, catalogue);
  const seldom =
    settings.minCount > 1 ? ` that were taken at least ${settings.minCount} times` : '';
  io.out.write(`${catalogue.size} items${seldom}\n`);
  const titles = new Map(features.map(({ id, title }) => [id, title]));
  const { kind, seed, checkpoints, resume, settle } = options;
  const popularity = await evaluateItems(new PopularityRecommender(catalogue.counts), test);
  const begun = {
    ...options,
    settings,
    features,
    catalogue,
    io,
    histories: split.train.map(({ items }) => items),
    titles: catalogue.words.map((item) => titles.get(item) ?? item),
    validation: casesOf(split.validation, catalogue),
  };
  await settle(() => itemsTrial(kind, begun));
  const backend = currentBackend().name;
  checkpoints.identify({ all, features, settings, kind, seed, backend });
  const from = resume ? await checkpoints.read() : undefined;
  const results: Record<string, ItemEvaluation> = { popularity, ...from?.results };
  const work: Work = { ...begun, results, from };
  let model: ItemModel | undefined;
  try {
    if (from?.stage !== 'two-tower') {
      model = await trainVectors(work);
      results['item2vec'] = await evaluated(model, test);
    }
    if (kind === 'two-tower') {
      model = await trainTowers(work);
      results['two-tower'] = await evaluated(model, test);
    }
  } finally {
    for (const tensor of Object.values(from?.tensors ?? {})) tensor.dispose();
  }
  const { unknown } = popularity;
  const missing =
    unknown === 0 ? '' : `; ${unknown} of their items are not in the catalogue: misses`;
  io.out.write(`\nThe last item of ${test.length} users, among all items new to them${missing}\n`);
  io.out.write(`${formatEvaluations(results)}\n`);
  return model!;
}

/** @throws CliError where no item to learn from has another one beside it. */
function requireNeighbours({ train }: LeaveLastOut, minCount: number): void {
  const counts = new Map<string, number>();
  for (const { items } of train) {
    for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  }
  const isKnown = (item: string): boolean => counts.get(item)! >= minCount;
  if (train.some(({ items }) => items.filter(isKnown).length > 1)) return;
  const often = minCount > 1 ? ` that were taken at least ${minCount} times` : '';
  throw new CliError(
    `there is too little to learn from: with the last two items of each user held out, for the test and for validation, no user has two items${often} left; take longer histories, or more of them`,
  );
}

async function evaluated(model: ItemModel, cases: readonly ItemCase[]): Promise<ItemEvaluation> {
  const recommender = recommenderOf(model);
  try {
    return await evaluateItems(recommender, cases);
  } finally {
    recommender.dispose();
  }
}

async function trainVectors(work: Work): Promise<ItemModel> {
  const { settings, catalogue, titles, io, from, results } = work;
  const { last } = settings.item2vec;
  const line = new StatusLine(io.err);
  const trainer = itemVectorTrainer(work);
  const standing = (): ItemCheckpoint => ({
    stage: 'item2vec',
    state: trainer.state(),
    results,
    tensors: trainer.stateDict(),
  });
  try {
    if (from?.stage === 'item2vec') trainer.restore(from.state, from.tensors);
    for await (const event of trainer.run()) {
      if (event.kind === 'step') {
        line.update(
          event.words / event.totalWords,
          () => `item2vec, epoch ${event.epoch + 1}, loss ${formatNumber(event.loss)}`,
        );
      }
      await pause(work, event, standing);
    }
    const { dimensions, numbers } = await trainer.vectors();
    return { kind: 'item2vec', catalogue, titles, dimensions, vectors: numbers, last };
  } finally {
    line.clear();
    trainer.dispose();
  }
}

async function trainTowers(work: Work): Promise<ItemModel> {
  const { catalogue, titles, io } = work;
  const { model, loop, itemFeatures } = towerTrainer(work);
  const line = new StatusLine(io.err);
  const standing = (): ItemCheckpoint => ({
    stage: 'two-tower',
    state: loop.state(),
    optimizer: loop.optimizer.stateDict().numbers,
    results: work.results,
    tensors: {
      ...prefixed('model.', model.stateDict()),
      ...prefixed('optimizer.', loop.optimizer.stateDict().tensors),
    },
  });
  try {
    restoreTowers(model, loop, work.from);
    for await (const event of loop.run()) {
      if (event.kind === 'step') {
        line.update(
          event.step / event.totalSteps,
          () => `two-tower, epoch ${event.epoch + 1}, loss ${formatNumber(event.loss)}`,
        );
      } else if (event.kind === 'validation') {
        line.clear();
        const { hitRate = 0, ndcg = 0 } = event.result.metrics ?? {};
        io.out.write(
          `epoch ${event.epoch + 1}: validation HitRate@10 ${hitRate.toFixed(4)}, NDCG@10 ${ndcg.toFixed(4)}\n`,
        );
      }
      await pause(work, event, standing);
    }
    return { kind: 'twoTower', catalogue, titles, model, itemFeatures };
  } catch (error) {
    model.dispose();
    throw error;
  } finally {
    line.clear();
    loop.dispose();
  }
}

/** Puts model, optimizer and loop where a checkpoint of them says. */
function restoreTowers(
  model: TwoTower,
  loop: TwoTowerLoop,
  from: ItemCheckpoint | undefined,
): void {
  if (from?.stage !== 'two-tower') return;
  const { tensors, optimizer, state } = from;
  model.loadStateDict(withPrefix('model.', tensors));
  loop.optimizer.loadStateDict({ tensors: withPrefix('optimizer.', tensors), numbers: optimizer });
  loop.restore(state);
}

/** Gives the event loop a turn, in which Ctrl-C is noticed; writes a checkpoint then, and where the last one is long ago. */
async function pause(
  { signal, checkpoints }: TrainItemsOptions,
  { kind }: { readonly kind: string },
  standing: () => ItemCheckpoint,
): Promise<void> {
  await setImmediate();
  if (kind !== 'end' && (signal.aborted || checkpoints.isDue)) await checkpoints.write(standing());
  signal.throwIfAborted();
}

function prefixed<T>(prefix: string, own: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [prefix + name, value]));
}

function withPrefix<T>(prefix: string, all: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(all)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
}
