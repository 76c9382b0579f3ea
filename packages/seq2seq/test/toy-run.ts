import { cpu } from '@rondo/backend-cpu';
import { encodePairs, toyTask } from '@rondo/data';
import { manualSeed, useBackend } from '@rondo/tensor';
import { afterEach } from 'vitest';
import { loadCheckpoint, resumeTraining, saveCheckpoint } from '../src/checkpoint/checkpoint.ts';
import { parseConfig } from '../src/config/parse.ts';
import type { RunConfig, TrainingConfig } from '../src/config/schema.ts';
import { createModel } from '../src/model/create-model.ts';
import type { Seq2Seq } from '../src/model/seq2seq.ts';
import { buildCodec } from '../src/text/codec.ts';
import { Trainer, type TrainerOptions } from '../src/training/trainer.ts';
import type { TrainingEvent } from '../src/training/events.ts';
import { decodingWith } from '../src/training/validation-decoding.ts';

useBackend(cpu());

export const toyPairs = toyTask('reverse', { train: 40, validation: 8, test: 4, maxLength: 4 });
export const toyCodec = buildCodec(toyPairs.train, toyPairs);

const opened = new Set<{ dispose(): void }>();
afterEach(() => {
  for (const one of opened) one.dispose();
  opened.clear();
});

/** Has something freed after the test. */
export function opens<T extends { dispose(): void }>(one: T): T {
  opened.add(one);
  return one;
}

export function toyConfig(training: Partial<TrainingConfig> = {}): RunConfig {
  const { training: defaults, ...config } = parseConfig({
    data: { task: 'reverse' },
    model: { embeddingSize: 6, hiddenSize: 5, dropout: 0.2 },
    training: { maxTokens: 40, epochs: 2, warmup: 4, learningRate: 0.02, validateEvery: 3 },
  });
  return { ...config, training: { ...defaults, ...training } };
}

export function toyModel(config: RunConfig = toyConfig(), seed = 3): Seq2Seq {
  manualSeed(seed);
  const { source, target } = toyCodec;
  return opens(createModel(config.model, { source: source.vocabulary, target: target.vocabulary }));
}

export function toyTrainer(
  config: RunConfig = toyConfig(),
  model: Seq2Seq = toyModel(config),
  others: Partial<TrainerOptions> = {},
) {
  return opens(
    new Trainer({
      model,
      config: config.training,
      train: encodePairs(toyPairs.train, toyCodec),
      validation: encodePairs(toyPairs.validation, toyCodec),
      decoding: decodingWith(toyCodec, toyPairs.validation, { samples: 2 }),
      ...others,
    }),
  );
}

export function saved(trainer: Trainer, config: RunConfig): Promise<Uint8Array> {
  return saveCheckpoint({ model: trainer.model, codec: toyCodec, config }, trainer);
}

/** A trainer that goes on from a file, set up as another process would. */
export async function resumed(bytes: Uint8Array): Promise<Trainer> {
  const { model, config, training } = await loadCheckpoint(bytes);
  const trainer = toyTrainer(config, opens(model));
  resumeTraining(trainer, training!);
  return trainer;
}

export async function eventsOf(trainer: Trainer, steps = Infinity): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  for await (const event of trainer.run()) {
    events.push(event);
    if (event.kind === 'step' && event.step >= steps) break;
  }
  return events;
}

export const lossesOf = (events: readonly TrainingEvent[]): number[] =>
  events.flatMap((event) => (event.kind === 'step' ? [event.loss] : []));

export async function weightsOf(model: Seq2Seq): Promise<number[][]> {
  return Promise.all(model.parameters().map(async (parameter) => [...(await parameter.data())]));
}
