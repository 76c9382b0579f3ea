import {
  EmbeddingTrainer,
  item2vec,
  trainedModel,
  WordCounts,
  type EmbeddingConfig,
  type EmbeddingModel,
  type EmbeddingState,
} from '@rondo/embeddings';
import { tensor } from '@rondo/tensor';
import type { WordsSettings } from '../run/words-settings.ts';
import { wordsData, type WordsData } from './words-data.ts';

/** A table of the model as plain numbers. */
interface KeptTable {
  readonly shape: readonly number[];
  readonly numbers: Float32Array;
}

/** Where a run stands, as plain numbers. */
export interface KeptPlace {
  readonly config: EmbeddingConfig;
  readonly state: EmbeddingState;
  readonly tables: Readonly<Record<string, KeptTable>>;
}

/** Vectors that are being learned. */
export class TrainingRun {
  readonly data: WordsData;
  readonly trainer: EmbeddingTrainer;
  readonly stepsPerEpoch: number;

  constructor(data: WordsData, trainer: EmbeddingTrainer) {
    this.data = data;
    this.trainer = trainer;
    this.stepsPerEpoch = countSteps(data, trainer);
  }

  get totalSteps(): number {
    return this.stepsPerEpoch * this.trainer.config.epochs;
  }

  model(): Promise<EmbeddingModel> {
    return trainedModel(this.trainer, this.data.tokenizer);
  }

  /** All that it takes to go on. */
  async place(): Promise<KeptPlace> {
    const { trainer } = this;
    const state = trainer.state();
    const tables: Record<string, KeptTable> = {};
    for (const [name, table] of Object.entries(trainer.stateDict())) {
      tables[name] = { shape: table.shape, numbers: (await table.data()) as Float32Array };
    }
    return { config: trainer.config, state, tables };
  }
}

/** So many words are left out at times; small texts have few words, all of them frequent. */
const subsampleFor = (words: number): number => (words < 2000 ? 0.01 : 0.001);

/** Steps are small, so that one can watch them, and a graphics device gets enough at once. */
const wordsPerStepOf = (total: number): number =>
  Math.min(10_000, Math.max(500, Math.round(total / 40)));

/**
 * CBOW adds its whole gradient to each of up to ten words. At 0.05 those of the texts of this page, which are read a hundred times, overshoot: the loss rises from
 * 1.4 to 1.8 until the rate has fallen; at 0.01 analogies take longer to come out right. Text of one's own may be too short for small steps.
 */
const learningRateOf = ({ text, model }: WordsSettings): number =>
  model === 'cbow' && text !== 'own' ? 0.02 : 0.05;

/** @throws Mistake for text of one's own that is too little. */
export async function startRun(
  settings: WordsSettings,
  ownText: string,
  isGraphics: boolean,
): Promise<TrainingRun> {
  const data = wordsData(settings, ownText);
  const { model: architecture, dimensions, window, epochs, seed } = settings;
  const vocabulary = await WordCounts.of(data.sentences, { minCount: data.minCount });
  const options = {
    architecture,
    dimensions,
    epochs,
    seed,
    negatives: 10,
    wordsPerStep: wordsPerStepOf(vocabulary.total),
    learningRate: learningRateOf(settings),
    ...(isGraphics && { block: 256 }),
  };
  const trainer = data.heldOut
    ? item2vec(data.sentences, vocabulary, options)
    : new EmbeddingTrainer({
        ...options,
        corpus: encoded(data, vocabulary),
        vocabulary,
        window,
        subsample: subsampleFor(vocabulary.size),
      });
  return new TrainingRun(data, trainer);
}

/** @throws DataError when the text is not the one that it was trained on. */
export async function takeUpRun(
  settings: WordsSettings,
  ownText: string,
  { config, state, tables }: KeptPlace,
): Promise<TrainingRun> {
  const data = wordsData(settings, ownText);
  const vocabulary = await WordCounts.of(data.sentences, { minCount: data.minCount });
  const corpus = encoded(data, vocabulary);
  const trainer = new EmbeddingTrainer({ ...config, corpus, vocabulary });
  const tensors = Object.fromEntries(
    Object.entries(tables).map(([name, { numbers, shape }]) => [name, tensor(numbers, { shape })]),
  );
  try {
    trainer.restore(state, tensors);
  } finally {
    for (const own of Object.values(tensors)) own.dispose();
  }
  return new TrainingRun(data, trainer);
}

function encoded({ sentences }: WordsData, vocabulary: WordCounts): Int32Array[] {
  return sentences.map((sentence) => vocabulary.encode(sentence).slice());
}

/** Steps of an epoch: each takes whole sentences until it has enough words. */
function countSteps({ sentences }: WordsData, { vocabulary, config }: EmbeddingTrainer): number {
  let [steps, words] = [0, 0];
  for (const sentence of sentences) {
    for (const word of sentence) if (vocabulary.has(word)) words += 1;
    if (words < config.wordsPerStep) continue;
    steps += 1;
    words = 0;
  }
  return steps + (words > 0 ? 1 : 0);
}
