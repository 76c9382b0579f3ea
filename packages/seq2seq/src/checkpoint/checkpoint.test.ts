import { TrainingError } from '@rondo/training';
import { afterEach, describe, expect, it } from 'vitest';
import { cpu } from '@rondo/backend-cpu';
import { encodePairs, toyTask } from '@rondo/data';
import { safetensors, StateDictError } from '@rondo/layers-core';
import { dispose, full, manualSeed, memory, tensor, useBackend } from '@rondo/tensor';
import { parseConfig } from '../config/parse.ts';
import type { RecurrentModelConfig } from '../model/config.ts';
import { createModel } from '../model/create-model.ts';
import type { RecurrentDecoder } from '../model/recurrent/recurrent-decoder.ts';
import type { Seq2Seq } from '../model/seq2seq.ts';
import { buildCodec } from '../text/codec.ts';
import { Translator } from '../text/translator.ts';
import { Trainer } from '../training/trainer.ts';
import {
  loadCheckpoint,
  resumeTraining,
  saveCheckpoint,
  type ModelCheckpoint,
} from './checkpoint.ts';
import { unsealed } from './checksum.ts';
import { CheckpointError } from './metadata.ts';

useBackend(cpu());

const config = parseConfig({
  data: { task: 'reverse' },
  vocabulary: { shared: true },
  model: { embeddingSize: 6, hiddenSize: 5, tiedEmbeddings: 'all' },
  training: { maxTokens: 60, epochs: 5, warmup: 5 },
});
const task = toyTask('reverse', { train: 40, validation: 8, test: 4 });
const codec = buildCodec(
  task.train,
  { source: task.source, target: task.target },
  { shared: true },
);

const opened: { dispose(): void }[] = [];
afterEach(() => opened.splice(0).forEach((one) => one.dispose()));

function newModel(hiddenSize = 5): Seq2Seq {
  manualSeed(3);
  const model = createModel(
    { ...(config.model as RecurrentModelConfig), hiddenSize },
    { source: codec.source.vocabulary, target: codec.target.vocabulary },
  );
  opened.push(model);
  return model;
}

function newTrainer(model: Seq2Seq, pairs = task.train): Trainer {
  const trainer = new Trainer({
    model,
    config: config.training,
    train: encodePairs(pairs, codec),
    validation: encodePairs(task.validation, codec),
  });
  opened.push(trainer.optimizer);
  return trainer;
}

async function train(trainer: Trainer, until: number): Promise<void> {
  for await (const event of trainer.run()) if (event.kind === 'step' && event.step >= until) break;
}

async function load(bytes: Uint8Array): Promise<ModelCheckpoint> {
  const checkpoint = await loadCheckpoint(bytes);
  opened.push(checkpoint.model);
  return checkpoint;
}

describe('a checkpoint', () => {
  it('holds all that is needed to translate', async () => {
    const model = newModel();
    const sources = task.test.map(({ source }) => source);
    const expected = await new Translator(model, codec).translate(sources, { maxLength: 5 });
    const restored = await load(await saveCheckpoint({ model, codec, config }));
    const actual = await new Translator(restored.model, restored.codec).translate(sources, {
      maxLength: 5,
    });
    expect(actual).toEqual(expected);
    expect(restored.config).toEqual(config);
    expect(restored.training).toBeUndefined();
  });

  it('knows what its model began from', async () => {
    const origin = {
      file: '../base/best.safetensors',
      sha256: 'ab12',
      loaded: ['encoder.rnn.weight_ih_l0'],
      rows: [{ name: 'targetEmbedding.weight', found: 7, of: 9 }],
      missing: ['decoder.attention.query.weight'],
      mismatched: [],
    };
    const model = newModel();
    const trainer = newTrainer(model);
    const files = [
      await saveCheckpoint({ model, codec, config, origin }),
      await saveCheckpoint({ model, codec, config, origin }, trainer),
    ];
    for (const bytes of files) expect((await load(bytes)).origin).toEqual(origin);
    expect((await load(await saveCheckpoint({ model, codec, config }))).origin).toBeUndefined();
    const broken = { ...origin, rows: 'none' } as unknown as typeof origin;
    const bytes = await saveCheckpoint({ model, codec, config, origin: broken });
    await expect(load(bytes)).rejects.toThrow("does not say 'origin.rows' as it should");
  });

  it('conformance 12: goes on with training to the same bytes', async () => {
    const whole = newTrainer(newModel());
    await train(whole, 9);
    const first = newTrainer(newModel());
    await train(first, 4);
    const restored = await load(await saveCheckpoint({ model: first.model, codec, config }, first));
    const second = newTrainer(restored.model);
    resumeTraining(second, restored.training!);
    await train(second, 9);
    const withoutTimes = (bytes: Uint8Array): string =>
      Buffer.from(bytes)
        .toString('latin1')
        .replace(/\\"seconds\\":[\d.e-]+/, '')
        .replace(/"[\da-f]{64}"/, '');
    const [expected, actual] = await Promise.all(
      [whole, second].map((trainer) =>
        saveCheckpoint({ model: trainer.model, codec, config }, trainer),
      ),
    );
    // Seconds differ in length, and so does the padding of the header; the rest is equal to the bit.
    expect(withoutTimes(actual!).replaceAll(/ +/g, '').slice(8)).toBe(
      withoutTimes(expected!).replaceAll(/ +/g, '').slice(8),
    );
  });

  it.each([
    ['cut short', (bytes: Uint8Array) => bytes.slice(0, bytes.length - 100)],
    ['cut in its header', (bytes: Uint8Array) => bytes.slice(0, 50)],
    ['empty', () => new Uint8Array()],
    ['something else', () => new TextEncoder().encode('<!doctype html><title>Not found</title>')],
  ])('that is %s is refused, and nothing leaks', async (_name, damage) => {
    const bytes = await saveCheckpoint({ model: newModel(), codec, config });
    const before = memory();
    await expect(loadCheckpoint(damage(bytes))).rejects.toThrow(/file|header|bytes|safetensors/);
    expect(memory()).toEqual(before);
  });

  it('of another program is refused by its metadata', async () => {
    const weight = tensor([1, 2]);
    const bytes = await safetensors.save({ weight }, { format: 'pt' });
    weight.dispose();
    const before = memory();
    await expect(loadCheckpoint(bytes)).rejects.toThrow(
      expect.objectContaining({ name: CheckpointError.name, facts: { format: 'pt' } }),
    );
    expect(memory()).toEqual(before);
  });

  it('in which one bit of a tensor has changed is refused', async () => {
    const bytes = await saveCheckpoint({ model: newModel(), codec, config });
    const before = memory();
    bytes[bytes.length - 500]! ^= 4;
    await expect(loadCheckpoint(bytes)).rejects.toThrow(
      expect.objectContaining({
        name: CheckpointError.name,
        message: expect.stringContaining('damaged'),
      }),
    );
    expect(memory()).toEqual(before);
  });

  it('is not made of a model that has diverged', async () => {
    const model = newModel();
    const { bias } = (model.decoder as RecurrentDecoder).start;
    bias!.assign(full(bias!.shape, Infinity));
    await expect(saveCheckpoint({ model, codec, config })).rejects.toThrow(
      expect.objectContaining({ name: TrainingError.name, facts: { name: 'decoder.start.bias' } }),
    );
  });

  it.each([
    ['codec', {}, /codec\.tokenizers/],
    ['model', { hiddenSize: 'big' }, /model\./],
    ['training', { state: {} }, /training\.state\.step/],
  ])('whose metadata field %s is wrong is refused', async (field, value, message) => {
    const { tensors, metadata } = safetensors.load(
      await saveCheckpoint({ model: newModel(), codec, config }),
    );
    const other = await safetensors.save(tensors, {
      ...metadata,
      sha256: unsealed,
      [field]: JSON.stringify(value),
    });
    dispose(tensors);
    await expect(loadCheckpoint(other)).rejects.toThrow(
      expect.objectContaining({
        name: CheckpointError.name,
        message: expect.stringMatching(message),
      }),
    );
  });

  it('is not taken up on other data', async () => {
    const first = newTrainer(newModel());
    const { training } = await load(
      await saveCheckpoint({ model: first.model, codec, config }, first),
    );
    const second = newTrainer(newModel(), task.train.toReversed());
    expect(() => resumeTraining(second, training!)).toThrow(
      /not what the checkpoint was trained on/,
    );
    dispose(training!.optimizer);
  });

  it('with a broken vocabulary is refused, and nothing leaks', async () => {
    const bytes = await saveCheckpoint({ model: newModel(), codec, config });
    const { tensors, metadata } = safetensors.load(bytes);
    const broken = { ...JSON.parse(metadata['codec']!), vocabularies: { source: {}, target: {} } };
    const other = await safetensors.save(tensors, {
      ...metadata,
      sha256: unsealed,
      codec: JSON.stringify(broken),
    });
    dispose(tensors);
    const before = memory();
    await expect(loadCheckpoint(other)).rejects.toThrow(/[Vv]ocabulary/);
    expect(memory()).toEqual(before);
  });

  it('whose tensors do not fit its config lists every name', async () => {
    const model = newModel();
    const bytes = await saveCheckpoint({ model, codec, config });
    const { tensors, metadata } = safetensors.load(bytes);
    const { 'decoder.start.weight': renamed, ...rest } = tensors;
    const other = await safetensors.save(
      { ...rest, 'decoder.begin.weight': renamed!, outputBias: tensor([1, 2, 3]) },
      { ...metadata, sha256: unsealed },
    );
    dispose(tensors);
    await expect(loadCheckpoint(other)).rejects.toThrow(
      expect.objectContaining({
        name: StateDictError.name,
        facts: {
          missing: ['decoder.start.weight'],
          unexpected: ['decoder.begin.weight'],
          mismatched: ['outputBias'],
        },
      }),
    );
  });
});
