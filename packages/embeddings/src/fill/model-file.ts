import { DataError, type TokenizerConfig } from '@rondo/data';
import { safetensors } from '@rondo/layers-core';
import { tensor } from '@rondo/tensor';
import { embeddingConfig } from '../training/config.ts';
import { loadVectors, saveVectors } from '../vectors/safetensors.ts';
import { WordCounts } from '../vocabulary/word-counts.ts';
import type { EmbeddingModel } from './embedding-model.ts';

/** A model as a safetensors file, which is a file of vectors, too: `loadVectors` reads it. */
export async function saveEmbeddingModel(model: EmbeddingModel): Promise<Uint8Array> {
  const { vectors, vocabulary, config, output, tokenizer } = model;
  const { tensors, metadata } = safetensors.load(await saveVectors(vectors));
  const rows = tensor(output, { shape: [output.length / vectors.dimensions, vectors.dimensions] });
  try {
    return await safetensors.save(
      { ...tensors, output: rows },
      {
        ...metadata,
        counts: JSON.stringify(vocabulary.counts),
        config: JSON.stringify(config),
        ...(tokenizer && { tokenizer: JSON.stringify(tokenizer) }),
      },
    );
  } finally {
    for (const own of [...Object.values(tensors), rows]) own.dispose();
  }
}

/**
 * Reads what `saveEmbeddingModel` wrote.
 * @throws SafetensorsError for a damaged file, DataError for one that has no vectors, or nothing that predicts.
 */
export async function loadEmbeddingModel(bytes: Uint8Array): Promise<EmbeddingModel> {
  const vectors = await loadVectors(bytes);
  const { tensors, metadata } = safetensors.load(bytes);
  try {
    const { output } = tensors;
    const counts = parse(metadata['counts']);
    const options = parse(metadata['config']);
    const tokenizer = parse(metadata['tokenizer']);
    if (!output || !isCounts(counts) || !options || output.shape[1] !== vectors.dimensions) {
      throw new DataError(
        'the file has vectors only, and nothing that predicts words from them; save the model of a trainer with saveEmbeddingModel',
        { output: output?.shape, dimensions: vectors.dimensions },
      );
    }
    return {
      vectors,
      vocabulary: new WordCounts(vectors.words, counts),
      // What is no config is refused there.
      config: embeddingConfig(options),
      output: (await output.data()) as Float32Array,
      ...(tokenizer !== undefined && { tokenizer: tokenizer as TokenizerConfig }),
    };
  } finally {
    for (const own of Object.values(tensors)) own.dispose();
  }
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => typeof count === 'number');
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
