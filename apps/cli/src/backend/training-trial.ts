import { Seq2Seq, Trainer, type Codec, type RunConfig, type TrainerOptions } from '@rondo/seq2seq';
import { manualSeed, type Trial } from '@rondo/tensor';
import { requireRoom } from '../training/session-data.ts';

/** Where `training.maxTokens: auto` is not settled yet. */
const middlingTokens = 2048;

/** A new model as a config says, and the first steps of its training, without validations. */
export function trainingTrial(
  config: RunConfig,
  codec: Codec,
  train: TrainerOptions['train'],
): Trial {
  const { maxTokens } = config.training;
  const training = {
    ...config.training,
    maxTokens: maxTokens === 'auto' ? middlingTokens : maxTokens,
    // It never ends, and never validates.
    epochs: Number.MAX_SAFE_INTEGER,
    validateEvery: Number.MAX_SAFE_INTEGER,
    metric: 'loss',
    nonFinite: 'skip' as const,
  };
  manualSeed(training.seed);
  const model = new Seq2Seq({
    ...config.model,
    sourceVocabulary: codec.source.vocabulary.size,
    targetVocabulary: codec.target.vocabulary.size,
  });
  try {
    const pairs = typeof train === 'function' ? train(0) : train;
    requireRoom({ ...config, training }, model, 'training', pairs);
    const trainer = new Trainer({ model, config: training, train, validation: pairs.slice(0, 1) });
    const steps = trainer.run();
    const dispose = (): void => {
      trainer.dispose();
      model.dispose();
    };
    return { step: () => steps.next(), dispose };
  } catch (error) {
    model.dispose();
    throw error;
  }
}
