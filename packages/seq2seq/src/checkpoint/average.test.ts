import { describe, expect, it } from 'vitest';
import { toyTask } from '@rondo/data';
import { memory } from '@rondo/tensor';
import {
  eventsOf,
  opens,
  saved,
  toyCodec,
  toyConfig,
  toyModel,
  toyTrainer,
  weightsOf,
} from '../../test/toy-run.ts';
import { createModel } from '../model/create-model.ts';
import { buildCodec } from '../text/codec.ts';
import { averageCheckpoints } from './average.ts';
import { saveCheckpoint } from './checkpoint.ts';
import { CheckpointError } from './metadata.ts';
import { startFrom } from './start-from.ts';

const flat = async (...args: Parameters<typeof weightsOf>): Promise<number[]> =>
  (await weightsOf(...args)).flat();
const config = toyConfig();

describe('averageCheckpoints', () => {
  it('gives the mean of the parameters, rounded once', async () => {
    const trainer = toyTrainer(config);
    const files: Uint8Array[] = [];
    const weights: number[][] = [];
    for (const steps of [2, 5, 6]) {
      await eventsOf(trainer, steps);
      files.push(await saved(trainer, config));
      weights.push(await flat(trainer.model));
    }
    const { model, training, codec } = await averageCheckpoints(files);
    opens(model);
    const mean = weights[0]!.map((_, i) =>
      Math.fround(weights.reduce((sum, row) => sum + row[i]!, 0) / 3),
    );
    expect(await flat(model)).toEqual(mean);
    expect(training).toBeUndefined();
    expect(codec.config).toEqual(toyCodec.config);
  });

  it('of one checkpoint is that checkpoint', async () => {
    const model = toyModel();
    const file = await saveCheckpoint({ model, codec: toyCodec, config });
    const average = opens((await averageCheckpoints([file])).model);
    expect(await flat(average)).toEqual(await flat(model));
  });

  it('refuses none, and checkpoints of other models, and leaves nothing behind', async () => {
    const file = await saveCheckpoint({ model: toyModel(), codec: toyCodec, config });
    const other = toyConfig();
    const larger = { ...other, model: { ...other.model, hiddenSize: 7 } } as typeof other;
    const second = await saveCheckpoint({
      model: toyModel(larger),
      codec: toyCodec,
      config: larger,
    });
    const before = memory();
    await expect(averageCheckpoints([])).rejects.toThrow(CheckpointError);
    await expect(averageCheckpoints([file, second])).rejects.toThrow(
      'checkpoint 2 and the first differ in their model',
    );
    await expect(averageCheckpoints([file, second.slice(0, 900)])).rejects.toThrow(/incomplete/);
    expect(memory()).toEqual(before);
  });
});

describe('startFrom', () => {
  it('takes over equal names, and embeddings by token', async () => {
    const other = toyTask('reverse', { train: 40, validation: 1, symbols: 6, maxLength: 4 });
    const codec = buildCodec(other.train, other);
    const sizes = { source: codec.source.vocabulary, target: codec.target.vocabulary };
    const model = opens(createModel(config.model, sizes));
    expect(codec.target.vocabulary.size).toBeLessThan(toyCodec.target.vocabulary.size);
    const from = { model: toyModel(config, 9), codec: toyCodec };
    const report = await startFrom({ model, codec }, from);
    expect(report.missing).toEqual([]);
    expect(report.mismatched).toEqual([]);
    const names = model.namedParameters().map(([name]) => name);
    expect([...report.loaded, ...report.rows.map(({ name }) => name)].toSorted()).toEqual(
      names.toSorted(),
    );
    const [own, given] = [model.targetEmbedding.weight, from.model.targetEmbedding.weight];
    const [rows, others] = [await own.data(), await given.data()];
    for (let id = 0; id < codec.target.vocabulary.size; id++) {
      const token = codec.target.vocabulary.tokenAt(id);
      const [place] = id < 4 ? [id] : toyCodec.target.vocabulary.encode([token]);
      expect([...rows.subarray(6 * id, 6 * id + 6)]).toEqual([
        ...others.subarray(6 * place!, 6 * place! + 6),
      ]);
    }
    expect(await model.encoder.parameters()[0]!.data()).toEqual(
      await from.model.encoder.parameters()[0]!.data(),
    );
  });

  it('leaves what is not chosen or of another shape, and tells it', async () => {
    const larger = { ...config, model: { ...config.model, hiddenSize: 7 } } as typeof config;
    const model = toyModel(larger);
    const before = await weightsOf(model);
    const report = await startFrom(
      { model, codec: toyCodec },
      { model: toyModel(config, 9), codec: toyCodec },
      { only: (name) => !name.startsWith('output') },
    );
    const after = await weightsOf(model);
    expect(report.mismatched).toContain('encoder.rnn.weight_ih_l0');
    const taken = [...report.loaded, ...report.rows.map(({ name }) => name)];
    expect(taken).toContain('targetEmbedding.weight');
    const names = model.namedParameters().map(([name]) => name);
    const changed = names.filter((_, i) => JSON.stringify(after[i]) !== JSON.stringify(before[i]));
    expect(changed.filter((name) => !taken.includes(name))).toEqual([]);
    expect(changed).not.toContain('outputBias');
  });

  it('refuses when nothing fits', async () => {
    const to = { model: toyModel(), codec: toyCodec };
    await expect(startFrom(to, to, { only: () => false })).rejects.toThrow(
      'nothing was taken over',
    );
  });
});
