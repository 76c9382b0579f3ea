import { cpu } from '@rondo/backend-cpu';
import { exampleBatches, Random } from '@rondo/data';
import { BatchNorm1d, inMode, Linear, Module, ReLU, Sequential } from '@rondo/layers-core';
import { noGrad } from '@rondo/autograd';
import { Adam } from '@rondo/optim';
import { crossEntropy, manualSeed, scope, tensor, useBackend, type Tensor } from '@rondo/tensor';
import { afterEach } from 'vitest';
import { takeItem } from '../src/take-item.ts';
import { TrainingLoop } from '../src/training-loop.ts';
import type { LoopEvent } from '../src/events.ts';
import type { TrainingLoopOptions, Validated } from '../src/options.ts';

useBackend(cpu());

/** Points of two classes, apart by the sign of x·y. */
const points = (() => {
  const random = new Random(3);
  const coordinate = (): number => random.uint32() / 2 ** 31 - 1;
  return Array.from({ length: 90 }, () => {
    const [x, y] = [coordinate(), coordinate()];
    return { x, y, label: x * y > 0 ? 1 : 0 };
  });
})();

export interface PointBatch {
  readonly indices: Int32Array;
  readonly points: Float32Array;
  readonly labels: Int32Array;
}

export function batchOf(indices: Int32Array): PointBatch {
  const chosen = Array.from(indices, (index) => points[index]!);
  return {
    indices,
    points: Float32Array.from(chosen.flatMap(({ x, y }) => [x, y])),
    labels: Int32Array.from(chosen, ({ label }) => label),
  };
}

const opened = new Set<{ dispose(): void }>();
afterEach(() => {
  for (const one of opened) one.dispose();
  opened.clear();
});

/** Has something freed after the test. */
function opens<T extends { dispose(): void }>(one: T): T {
  opened.add(one);
  return one;
}

/** A classifier with running statistics. */
export function classifier(seed = 5): Sequential {
  manualSeed(seed);
  return opens(
    new Sequential(new Linear(2, 12), new BatchNorm1d(12), new ReLU(), new Linear(12, 2)),
  );
}

const logits = (model: Module & { forward(x: Tensor): Tensor }, batch: PointBatch): Tensor =>
  model.forward(tensor(batch.points, { shape: [batch.labels.length, 2] }));

export const objective = {
  loss: (model: Sequential, batch: PointBatch) =>
    crossEntropy(logits(model, batch), tensor(batch.labels)),
  weight: ({ labels }: PointBatch) => labels.length,
  items: ({ indices }: PointBatch) => indices,
  itemLosses: (model: Sequential, batch: PointBatch) =>
    crossEntropy(logits(model, batch), tensor(batch.labels), { reduction: 'none' }),
};

async function lossOfAll(model: Sequential): Promise<Validated> {
  const all = batchOf(Int32Array.from(points.keys()));
  const loss = await takeItem(
    inMode(model, 'evaluation', () => scope(() => noGrad(() => objective.loss(model, all)))),
  );
  return { loss };
}

type Options = TrainingLoopOptions<Sequential, PointBatch>;

export function run(options: Partial<Options> & { rate?: number } = {}) {
  const { model = classifier(), rate = 0.02, ...others } = options;
  const optimizer = new Adam(model.parameters(), { learningRate: rate });
  const loop = opens(
    new TrainingLoop<Sequential, PointBatch>({
      ...objective,
      model,
      optimizer,
      batches: exampleBatches({ count: points.length, batchSize: 16, make: batchOf }),
      epochs: 3,
      validate: lossOfAll,
      ...others,
    }),
  );
  return { loop, model, optimizer };
}

export async function eventsOf(
  { loop }: { loop: TrainingLoop<Sequential, PointBatch> },
  steps = Infinity,
): Promise<LoopEvent<Validated>[]> {
  const events: LoopEvent<Validated>[] = [];
  for await (const event of loop.run()) {
    events.push(event);
    if (event.kind === 'step' && event.step >= steps) break;
  }
  return events;
}

/** All tensors of a model, running statistics included. */
export async function numbersOf(model: Module): Promise<number[][]> {
  return Promise.all(Object.values(model.stateDict()).map(async (one) => [...(await one.data())]));
}
