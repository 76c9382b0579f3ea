import { DataError } from '@rondo/data';
import type { Objective } from '@rondo/training';
import { TrainingLoop, type TrainingLoopOptions, type Validated } from '@rondo/training';
import { Adam } from '@rondo/optim';
import { scope, tensor } from '@rondo/tensor';
import { evaluateItems, type ItemCase } from '../items/evaluate.ts';
import { twoTowerBatches, type TwoTowerBatch, type TwoTowerBatchesOptions } from './batches.ts';
import type { UserQuery } from './examples.ts';
import { TwoTowerRecommender } from './recommender.ts';
import { sampledSoftmaxLoss } from './sampled-softmax.ts';
import type { TwoTower } from './two-tower.ts';

/** What a two-tower model is trained to lower. */
export const twoTowerObjective: Objective<TwoTower, TwoTowerBatch> = {
  loss: (model, { users, candidates, logExpected }) =>
    scope(() =>
      sampledSoftmaxLoss(model.forward(users, candidates), {
        candidates: tensor(candidates.indices),
        logExpected: tensor(logExpected),
      }),
    ),
  weight: ({ numbers }) => numbers.length,
  items: ({ numbers }) => numbers,
};

export interface TwoTowerTrainingOptions
  extends
    Omit<TwoTowerBatchesOptions, 'config'>,
    Pick<TrainingLoopOptions<TwoTower, TwoTowerBatch>, 'schedule' | 'patience' | 'clipNorm'> {
  /** Cases that validations look at; HitRate@10 is what they are compared by. Default: no validations. */
  readonly validation?: readonly ItemCase<UserQuery>[] | undefined;
  /** Default 10. */
  readonly epochs?: number | undefined;
  /** Of Adam. Default 0.01. */
  readonly learningRate?: number | undefined;
}

/** The loop, and the optimizer whose state belongs to that of the run. */
export type TwoTowerLoop = TrainingLoop<TwoTower, TwoTowerBatch> & { readonly optimizer: Adam };

/**
 * The loop that trains a two-tower model with Adam; `for await (const event of loop.run())` drives it.
 * @throws DataError when there are no cases.
 */
export function twoTowerTraining(
  model: TwoTower,
  { validation, epochs = 10, learningRate = 0.01, ...options }: TwoTowerTrainingOptions,
): TwoTowerLoop {
  const { cases, itemFeatures, batchSize, uniformNegatives, logQ, seed, ...rest } = options;
  const { config } = model;
  if (cases.length === 0) {
    throw new DataError(
      'twoTowerTraining: there are no cases to learn from; nextItemCases makes them of histories of two items and more',
    );
  }
  const optimizer = new Adam(model.parameters(), { learningRate });
  const loop = new TrainingLoop<TwoTower, TwoTowerBatch>({
    ...twoTowerObjective,
    ...rest,
    model,
    batches: twoTowerBatches({
      config,
      cases,
      itemFeatures,
      batchSize,
      uniformNegatives,
      logQ,
      seed,
    }),
    optimizer,
    epochs,
    seed,
    ...(validation && {
      validate: (own: TwoTower) => validated(own, validation, itemFeatures),
      metric: { name: 'hitRate', mode: 'max' },
    }),
  });
  return Object.assign(loop, { optimizer });
}

/** The loss told is 1 - NDCG@10: that of sampled candidates says little. */
async function validated(
  model: TwoTower,
  cases: readonly ItemCase<UserQuery>[],
  itemFeatures: TwoTowerTrainingOptions['itemFeatures'],
): Promise<Validated> {
  const recommender = new TwoTowerRecommender(model, itemFeatures);
  try {
    const { hitRate, ndcg } = await evaluateItems(recommender, cases);
    return { loss: 1 - ndcg, metrics: { hitRate, ndcg } };
  } finally {
    recommender.dispose();
  }
}
