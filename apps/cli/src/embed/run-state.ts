import { DataError } from '@rondo/data';
import { WordCounts, type EmbeddingState, type EmbeddingTrainer } from '@rondo/embeddings';
import { safetensors } from '@rondo/layers-core';
import type { Tensor } from '@rondo/tensor';
import { stat } from 'node:fs/promises';
import { explainFileError } from '@rondo/data/node';

const format = 'rondo-embedding 1';

/** Where a run stands, as its last.safetensors has it. */
export interface RunState {
  readonly vocabulary: WordCounts;
  readonly state: EmbeddingState;
  readonly wordsPerEpoch: number;
  /** Bytes of the files of the corpus. */
  readonly sizes: readonly number[];
  /** Of model and optimizer; the caller's to dispose. */
  readonly tensors: Readonly<Record<string, Tensor>>;
}

/** The state of a trainer as a file. */
export function saveRunState(
  trainer: EmbeddingTrainer,
  sizes: readonly number[],
): Promise<Uint8Array> {
  const { wordsPerEpoch, vocabulary } = trainer;
  const { words, counts } = vocabulary;
  return safetensors.save(trainer.stateDict(), {
    format,
    state: JSON.stringify({ words, counts, wordsPerEpoch, sizes, state: trainer.state() }),
  });
}

/**
 * Reads what `saveRunState` wrote.
 * @throws SafetensorsError for a damaged file, DataError for one of something else.
 */
export function loadRunState(bytes: Uint8Array): RunState {
  const { tensors, metadata } = safetensors.load(bytes);
  if (metadata['format'] !== format) {
    for (const tensor of Object.values(tensors)) tensor.dispose();
    throw new DataError(
      'this is no state of a run of `rondo embed train`; name the folder of one with --out, or train a translator on with `rondo train --resume`',
      { format: metadata['format'] },
    );
  }
  const { words, counts, ...rest } = JSON.parse(metadata['state']!) as Omit<
    RunState,
    'vocabulary' | 'tensors'
  > & { words: string[]; counts: number[] };
  return { ...rest, tensors, vocabulary: new WordCounts(words, counts) };
}

/** The sizes of files in bytes. @throws DataError for one that cannot be read. */
export function sizesOf(paths: readonly string[]): Promise<number[]> {
  return Promise.all(
    paths.map(async (path) => {
      try {
        return (await stat(path)).size;
      } catch (error) {
        throw await explainFileError(path, error);
      }
    }),
  );
}
