import { DataError } from '@rondo/data';
import { safetensors } from '@rondo/layers-core';
import { WordVectors } from './word-vectors.ts';

const format = 'rondo word vectors 1';

/** Vectors as a safetensors file: the tensor `weight`, as an `Embedding` calls it, and the words in the metadata. */
export async function saveVectors(vectors: WordVectors): Promise<Uint8Array> {
  const weight = vectors.toTensor();
  try {
    return await safetensors.save({ weight }, { format, words: JSON.stringify(vectors.words) });
  } finally {
    weight.dispose();
  }
}

/**
 * Reads what `saveVectors` wrote.
 * @throws SafetensorsError for a damaged file, DataError for one that has no words or no vectors `[words, dimensions]`.
 */
export async function loadVectors(bytes: Uint8Array): Promise<WordVectors> {
  const { tensors, metadata } = safetensors.load(bytes);
  try {
    const weight = tensors['weight'];
    const words = parseWords(metadata['words']);
    const [count, dimensions] = weight?.shape ?? [];
    if (!weight || !words || weight.rank !== 2 || count !== words.length) {
      throw new DataError(
        `the file has no word vectors: expected the tensor 'weight' [words, dimensions] and the list 'words' in the metadata, found ${describe(weight?.shape)} and ${words ? `${words.length} words` : 'no list'}; ` +
          'save them with saveVectors',
        { shape: weight?.shape, words: words?.length },
      );
    }
    return new WordVectors(words, dimensions!, (await weight.data()) as Float32Array);
  } finally {
    for (const tensor of Object.values(tensors)) tensor.dispose();
  }
}

function parseWords(text: string | undefined): string[] | undefined {
  try {
    const words: unknown = JSON.parse(text ?? '');
    return Array.isArray(words) && words.every((word) => typeof word === 'string')
      ? words
      : undefined;
  } catch {
    return undefined;
  }
}

function describe(shape: readonly number[] | undefined): string {
  return shape ? `'weight' [${shape.join(', ')}]` : "no 'weight'";
}
