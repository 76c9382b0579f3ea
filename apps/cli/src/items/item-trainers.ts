import type { Features } from '@rondo/data';
import {
  featureTable,
  item2vec,
  nextItemCases,
  TwoTower,
  twoTowerTraining,
  type EmbeddingTrainer,
  type FeatureTable,
  type ItemCase,
  type TwoTowerLoop,
  type WordCounts,
} from '@rondo/embeddings';
import { currentBackend, manualSeed, type Trial } from '@rondo/tensor';
import type { ItemSettings } from './item-settings.ts';

export type ItemModelKind = 'item2vec' | 'two-tower';

/** What is learned, and from what. */
export interface ItemTask {
  readonly settings: ItemSettings;
  readonly histories: readonly (readonly string[])[];
  readonly features: readonly Features[];
  readonly catalogue: WordCounts;
  readonly validation: readonly ItemCase[];
  readonly seed: number;
}

/**
 * Examples that a graphics device computes at once, with the same vectors: so few that an item is seldom changed by many of them, whose
 * changes would add up to too much.
 */
function deviceBlock(items: number): number {
  return Math.max(1, Math.min(256, Math.floor(items / 10)));
}

/** A new trainer of item vectors on the current backend. */
export function itemVectorTrainer(
  { settings, histories, catalogue, seed }: ItemTask,
  epochs = settings.item2vec.epochs,
): EmbeddingTrainer {
  const { last: _, ...options } = settings.item2vec;
  const block = currentBackend().name === 'cpu' ? {} : { block: deviceBlock(catalogue.size) };
  return item2vec(histories, catalogue, { ...options, ...block, epochs, seed });
}

interface TowerTrainer {
  readonly model: TwoTower;
  readonly loop: TwoTowerLoop;
  readonly itemFeatures: FeatureTable | undefined;
}

/** A new two-tower model and what trains it, on the current backend. */
export function towerTrainer(
  { settings, histories, features, catalogue, validation, seed }: ItemTask,
  epochs = settings.training.epochs,
): TowerTrainer {
  const itemFeatures = features.length > 0 ? featureTable(catalogue.words, features) : undefined;
  manualSeed(seed);
  const model = new TwoTower({
    ...settings.twoTower,
    items: catalogue.size,
    ...(itemFeatures && { itemFeatures: itemFeatures.sizes }),
  });
  const queries = histories.map((items) => ({ history: catalogue.encode(items) }));
  const loop = twoTowerTraining(model, {
    ...settings.training,
    epochs,
    cases: nextItemCases(queries),
    itemFeatures,
    validation: validation.length > 0 ? validation : undefined,
    seed,
  });
  return { model, loop, itemFeatures };
}

/** The first steps of the training of a new model, on the current backend. */
export function itemsTrial(kind: ItemModelKind, task: ItemTask): Trial {
  // It never ends, and never validates.
  const epochs = Number.MAX_SAFE_INTEGER;
  if (kind === 'item2vec') {
    const trainer = itemVectorTrainer(task, epochs);
    const steps = trainer.run();
    return { step: () => steps.next(), dispose: () => trainer.dispose() };
  }
  const { model, loop } = towerTrainer({ ...task, validation: [] }, epochs);
  const steps = loop.run();
  const dispose = (): void => {
    loop.dispose();
    model.dispose();
  };
  return { step: () => steps.next(), dispose };
}
