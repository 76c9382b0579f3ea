import { encodePairs, padSequences, toyTask } from '@rondo/data';
import { safetensors } from '@rondo/layers-core';
import { dispose } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { families } from '../../test/families.ts';
import { parseConfig, parseToldConfig } from '../config/parse.ts';
import { greedyDecode } from '../decoding/greedy.ts';
import { createModel } from '../model/create-model.ts';
import { buildCodec } from '../text/codec.ts';
import { unsealed } from './checksum.ts';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';

const data = { task: 'reverse' } as const;
const task = toyTask('reverse', { train: 40, validation: 8, test: 4 });
const codec = buildCodec(task.train, task, { shared: true });
const vocabularies = { source: codec.source.vocabulary, target: codec.target.vocabulary };
const source = padSequences(
  encodePairs(task.test, codec).map((pair) => pair.source),
  { end: true },
);

describe('a checkpoint', () => {
  it.each(Object.entries(families))('holds a model of each family: %s', async (_name, options) => {
    const config = parseConfig({ data, vocabulary: { shared: true }, model: options });
    const model = createModel(config.model, vocabularies);
    const expected = await greedyDecode(model, source, { maxLength: 6 });
    const restored = await loadCheckpoint(await saveCheckpoint({ model, codec, config }));
    expect(restored.config).toEqual(config);
    expect(restored.model.config).toEqual(model.config);
    expect(await greedyDecode(restored.model, source, { maxLength: 6 })).toEqual(expected);
    model.dispose();
    restored.model.dispose();
  });

  it('of the time before there were families is still read', async () => {
    const before = {
      embeddingSize: 6,
      hiddenSize: 5,
      layers: 1,
      attention: 'additive',
      tiedEmbeddings: 'all',
      dropout: 0.1,
    } as const;
    const sizes = {
      sourceVocabulary: vocabularies.source.size,
      targetVocabulary: vocabularies.target.size,
    };
    // Two vocabularies of one size could share their table then.
    const config = parseToldConfig({ data, model: before });
    const model = createModel(before, vocabularies);
    const { tensors, metadata } = safetensors.load(await saveCheckpoint({ model, codec, config }));
    const bytes = await safetensors.save(tensors, {
      ...metadata,
      sha256: unsealed,
      model: JSON.stringify({ ...sizes, ...before }),
      config: JSON.stringify({ data, model: before }),
    });
    dispose(tensors);
    const restored = await loadCheckpoint(bytes);
    expect(restored.config).toEqual(config);
    expect(await greedyDecode(restored.model, source, { maxLength: 6 })).toEqual(
      await greedyDecode(model, source, { maxLength: 6 }),
    );
    model.dispose();
    restored.model.dispose();
  });
});
