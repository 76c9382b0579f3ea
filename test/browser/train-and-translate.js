import { cpu } from '@rondo/backend-cpu';
import { encodePairs, toyTask } from '@rondo/data';
import {
  buildCodec,
  loadCheckpoint,
  parseConfig,
  saveCheckpoint,
  Seq2Seq,
  Trainer,
  Translator,
} from '@rondo/seq2seq';
import { manualSeed, memory, useBackend } from '@rondo/tensor';

/** Trains, saves, loads and translates; the same program in Node and in a page. */
export async function trainAndTranslate() {
  useBackend(cpu());
  manualSeed(1);
  const task = toyTask('reverse', { symbols: 10, maxLength: 5, train: 2000, validation: 100 });
  const codec = buildCodec(task.train, task);
  const config = parseConfig({
    data: { task: 'reverse' },
    model: { embeddingSize: 24, hiddenSize: 32, attention: 'additive', dropout: 0.05 },
    training: { epochs: 8, maxTokens: 512, learningRate: 0.01, warmup: 20, labelSmoothing: 0 },
  });
  const model = new Seq2Seq({
    ...config.model,
    sourceVocabulary: codec.source.vocabulary.size,
    targetVocabulary: codec.target.vocabulary.size,
  });
  const trainer = new Trainer({
    model,
    config: config.training,
    train: encodePairs(task.train, codec),
    validation: encodePairs(task.validation, codec),
  });
  let perplexity = Infinity;
  for await (const event of trainer.run()) {
    if (event.kind === 'validation') ({ perplexity } = event);
  }
  const restored = await loadCheckpoint(await saveCheckpoint({ model, codec, config }, trainer));
  const translator = new Translator(restored.model, restored.codec);
  const translations = await translator.translate(['3 1 4', '2 7 1 8']);
  for (const owner of [restored.model, model, trainer.optimizer]) owner.dispose();
  for (const tensor of Object.values(restored.training.optimizer)) tensor.dispose();
  return { perplexity, texts: translations.map(({ text }) => text), left: memory() };
}
