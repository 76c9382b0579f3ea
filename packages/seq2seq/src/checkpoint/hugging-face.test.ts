import { readFileSync } from 'node:fs';
import { cpu } from '@rondo/backend-cpu';
import { toyTask } from '@rondo/data';
import { useBackend } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { parseConfig } from '../config/parse.ts';
import { createModel } from '../model/create-model.ts';
import { buildCodec } from '../text/codec.ts';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';

const fixture = '../../../data/test/fixtures/generated/huggingface/wordpiece.json';
const json = readFileSync(new URL(fixture, import.meta.url), 'utf8');

useBackend(cpu());

it('a checkpoint loads the package that its tokenisers need', async () => {
  const task = toyTask('copy', { train: 9, validation: 2, test: 2 });
  const codec = buildCodec(task.train, task);
  const { vocabularies } = codec.config;
  const config = parseConfig({
    data: { task: 'copy' },
    model: { embeddingSize: 4, hiddenSize: 3 },
  });
  const model = createModel(config.model, {
    source: codec.source.vocabulary,
    target: codec.target.vocabulary,
  });
  const tokenizer = { kind: 'huggingface', json } as const;
  const tokenizers = { source: tokenizer, target: tokenizer };
  const stored = { ...codec, config: { tokenizers, vocabularies } };
  const restored = await loadCheckpoint(await saveCheckpoint({ model, codec: stored, config }));
  expect(restored.codec.source.tokenizer.tokenize('Lowest')).toEqual(['lowest']);
  model.dispose();
  restored.model.dispose();
});
