import {
  EmbeddingTrainer,
  type EmbeddingOptions,
  type EmbeddingTrainerOptions,
} from '@rondo/embeddings';
import { currentBackend, type Trial } from '@rondo/tensor';
import type { EmbedConfig } from './embed-config.ts';

/**
 * Options for the current backend: a graphics device computes a block of examples at a time, with the same vectors, and so few that a
 * word is seldom changed by many of them.
 */
export function fitForBackend(training: EmbeddingOptions, words: number): EmbeddingOptions {
  const { block = 1 } = training;
  if (currentBackend().name === 'cpu' || block > 1) return training;
  return { ...training, block: Math.max(1, Math.min(256, Math.floor(words / 10))) };
}

/** The first steps of the training of new vectors, on the current backend. */
export function vectorsTrial(
  { training }: Pick<EmbedConfig, 'training'>,
  { corpus, vocabulary }: Pick<EmbeddingTrainerOptions, 'corpus' | 'vocabulary'>,
): Trial {
  const trainer = new EmbeddingTrainer({
    ...fitForBackend(training, vocabulary.size),
    corpus,
    vocabulary,
    // It never ends.
    epochs: Number.MAX_SAFE_INTEGER,
  });
  const steps = trainer.run();
  const dispose = (): void => {
    // Closes the files.
    void steps.return();
    trainer.dispose();
  };
  return { step: () => steps.next(), dispose };
}
