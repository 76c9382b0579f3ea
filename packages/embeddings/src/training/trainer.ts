import { DataError } from '@rondo/data';
import type { Tensor } from '@rondo/tensor';
import { Breath } from '@rondo/training';
import { ChunkReader, type Chunk } from '../corpus/chunks.ts';
import { checkCorpus, emptyCorpus, noNeighbours, type Corpus } from '../corpus/corpus.ts';
import { EncodedCorpus } from '../corpus/encoded-corpus.ts';
import { RandomWords } from '../sampling/random-words.ts';
import { Subsampling } from '../sampling/subsampling.ts';
import { WordVectors } from '../vectors/word-vectors.ts';
import type { WordCounts } from '../vocabulary/word-counts.ts';
import { embeddingConfig, type EmbeddingConfig, type EmbeddingOptions } from './config.ts';
import type { EmbeddingEvent, EmbeddingStepEvent } from './events.ts';
import { ExampleMaker, type Examples } from './examples.ts';
import { fingerprint } from './fingerprint.ts';
import { assignInitial, type InitialWeights } from './initial-weights.ts';
import type { Learner } from './learner.ts';
import { LogisticLearner } from './logistic-learner.ts';
import { SoftmaxLearner } from './softmax-learner.ts';
import { noSums, type EmbeddingState, type EpochSums } from './state.ts';
import { targetsOf } from './targets.ts';

export interface EmbeddingTrainerOptions extends EmbeddingOptions {
  readonly corpus: Corpus;
  readonly vocabulary: WordCounts;
  /** Words of the vocabulary that an epoch reads, where the corpus is not the one that was counted: the learning rate falls with them. */
  readonly wordsPerEpoch?: number;
  /** Weights to begin with, by word; words that they do not have begin as ever. */
  readonly initial?: InitialWeights;
}

/**
 * Learns vectors of words, or of whatever comes in sequences, from their neighbours.
 *
 * `for await (const event of trainer.run())` drives it; leaving the loop stops it between two steps. With what `state()` and
 * `stateDict()` gave, a trainer of the same corpus, vocabulary and options goes on bit for bit (unless threads race), and one with more
 * `epochs` goes on behind the last of them.
 */
export class EmbeddingTrainer {
  readonly vocabulary: WordCounts;
  readonly config: EmbeddingConfig;
  readonly wordsPerEpoch: number;
  readonly totalWords: number;
  readonly #chunks: ChunkReader;
  readonly #learner: Learner;
  readonly #examples: ExampleMaker;
  readonly #subsampling: Subsampling;
  readonly #random: RandomWords;
  readonly #fingerprint: string;
  #learningRate: number;
  /** The losses of the step at work, and how many examples they are of. */
  #losses: Tensor[] = [];
  #exampleCount = 0;
  /** Whether a sentence had two words before sub-sampling. */
  #hasNeighbours = false;
  #isDisposed = false;
  #state: Omit<EmbeddingState, 'fingerprint' | 'optimizer'>;

  /** @throws DataError for options that do not fit, what is no corpus or no vocabulary, or a vocabulary of one word. */
  constructor({ corpus, vocabulary, wordsPerEpoch, initial, ...options }: EmbeddingTrainerOptions) {
    checkCorpus(corpus);
    checkVocabulary(vocabulary);
    if (vocabulary.size < 2) {
      throw new DataError(
        `the vocabulary has ${vocabulary.size === 1 ? `only the word '${vocabulary.words[0]}'` : 'no words'}, and neighbours need two; ` +
          'take a larger corpus, or lower minCount',
        { size: vocabulary.size },
      );
    }
    const config = embeddingConfig(options);
    const { size, counts } = vocabulary;
    checkTables(size, config);
    const targets = targetsOf(config, counts);
    this.vocabulary = vocabulary;
    this.config = config;
    this.wordsPerEpoch = checkedWords(wordsPerEpoch) ?? (wordsOf(corpus) || vocabulary.total);
    this.totalWords = config.epochs * this.wordsPerEpoch;
    const { wordsPerStep, maxSentenceWords } = config;
    this.#chunks = new ChunkReader(corpus, { vocabulary, words: wordsPerStep, maxSentenceWords });
    this.#learner =
      config.objective === 'softmax'
        ? new SoftmaxLearner(config, size)
        : new LogisticLearner(config, size, targets);
    if (initial) this.#begin(initial);
    this.#random = new RandomWords(config.seed, 1);
    this.#subsampling = new Subsampling(counts, config.subsample);
    const { capacity } = this.#learner;
    this.#examples = new ExampleMaker(config, targets, capacity, this.#random, (examples) =>
      this.#learn(examples),
    );
    this.#learningRate = config.learningRate;
    this.#fingerprint = fingerprint(vocabulary, config);
    this.#state = { step: 0, epoch: 0, sentences: 0, words: 0, seconds: 0, sums: noSums };
  }

  #begin(initial: InitialWeights): void {
    try {
      assignInitial(this.model, initial, this.vocabulary, this.config);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  get model(): Learner['model'] {
    return this.#learner.model;
  }

  get step(): number {
    return this.#state.step;
  }

  /** Where the run stands: after the last step that is complete. Plain numbers, fit for JSON. */
  state(): EmbeddingState {
    const { numbers } = this.#learner.stateDict();
    return {
      ...this.#state,
      fingerprint: this.#fingerprint,
      ...(numbers && { optimizer: numbers }),
    };
  }

  /** The tensors of model and optimizer, by names fit for a file; they stay the trainer's. */
  stateDict(): Record<string, Tensor> {
    const { tensors } = this.#learner.stateDict();
    return {
      ...this.model.stateDict(),
      ...Object.fromEntries(
        Object.entries(tensors).map(([name, own]) => [`optimizer.${name}`, own]),
      ),
    };
  }

  /**
   * Puts the run where `state()` and `stateDict()` said it was. `epochs` and the learning rates may differ: at the end of an epoch the
   * corpus, too.
   * @throws DataError when they are of another vocabulary or other options, or of more epochs than this run has.
   */
  restore(state: EmbeddingState, tensors: Readonly<Record<string, Tensor>>): void {
    const { fingerprint: received, optimizer, ...rest } = state;
    if (received !== this.#fingerprint) {
      throw new DataError(
        'the state is of another vocabulary or of other options; give the trainer those it had, or begin a new run',
        { expected: this.#fingerprint, received },
      );
    }
    const { epochs } = this.config;
    if (rest.epoch > epochs) {
      throw new DataError(
        `the state has had ${rest.epoch} epochs, and the trainer is to have ${epochs}; give it more`,
        { had: rest.epoch, epochs },
      );
    }
    const prefix = 'optimizer.';
    const entries = Object.entries(tensors);
    const ofModel = entries.filter(([name]) => !name.startsWith(prefix));
    const ofOptimizer = entries
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, own]) => [name.slice(prefix.length), own] as const);
    this.model.loadStateDict(Object.fromEntries(ofModel));
    this.#learner.loadStateDict({
      tensors: Object.fromEntries(ofOptimizer),
      ...(optimizer && { numbers: optimizer }),
    });
    this.#state = rest;
  }

  /**
   * Takes steps until the run is over, telling of each.
   * @throws DataError for a corpus that gives nothing, or nothing any more, and for a trainer that was disposed.
   */
  async *run(): AsyncGenerator<EmbeddingEvent, void> {
    if (this.#isDisposed) throw new DataError('the trainer was disposed; make a new one to train');
    const breath = new Breath();
    const { epochs } = this.config;
    while (this.#state.epoch < epochs) {
      const { epoch, sentences: skip } = this.#state;
      for await (const chunk of this.#chunks.read(skip)) {
        yield await this.#takeStep(chunk);
        await breath.take();
      }
      const { step, sums } = this.#state;
      if (this.#state.sentences === 0) throw emptyCorpus(epoch);
      if (sums.examples === 0) throw noNeighbours(epoch, this.config, this.#hasNeighbours);
      this.#state = { ...this.#state, epoch: epoch + 1, sentences: 0, sums: noSums };
      yield { kind: 'epoch', step, epoch, ...sums, loss: sums.loss / Math.max(1, sums.examples) };
    }
    const { step, words: seen, seconds } = this.#state;
    yield { kind: 'end', step, words: seen, seconds };
  }

  async #takeStep(chunk: Chunk): Promise<EmbeddingStepEvent> {
    const start = performance.now();
    const state = this.#state;
    const { seed } = this.config;
    const step = state.step + 1;
    this.#learningRate = this.#rateAfter(state.words);
    // Each step has a stream of its own: a run that is taken up there draws the same numbers.
    this.#random.restart(seed, step);
    // Each of its sentences has a word: with more words than sentences one has two.
    this.#hasNeighbours ||= chunk.words.length > chunk.ends.length;
    this.#examples.add(this.#subsampling.keep(chunk, this.#random));
    this.#examples.flush();
    const loss = await this.#takeLoss();
    const examples = this.#exampleCount;
    this.#exampleCount = 0;
    const seconds = (performance.now() - start) / 1000;
    const words = chunk.words.length;
    this.#state = {
      step,
      epoch: state.epoch,
      sentences: chunk.end,
      words: state.words + words,
      seconds: state.seconds + seconds,
      sums: added(state.sums, { loss, examples, words, seconds }),
    };
    return {
      kind: 'step',
      step,
      epoch: state.epoch,
      words: state.words + words,
      totalWords: this.totalWords,
      wordsPerSecond: words / seconds,
      loss: loss / Math.max(1, examples),
      examples,
      learningRate: this.#learningRate,
      seconds,
    };
  }

  #learn(examples: Examples): void {
    const { inputWidth } = this.#examples;
    this.#losses.push(this.#learner.learn(examples, inputWidth, this.#learningRate));
    this.#exampleCount += examples.count;
  }

  /** The sum of the losses of the step. */
  async #takeLoss(): Promise<number> {
    const losses = this.#losses;
    this.#losses = [];
    const numbers = await Promise.all(losses.map((loss) => loss.item()));
    for (const loss of losses) loss.dispose();
    const sum = numbers.reduce((total, own) => total + own, 0);
    if (Number.isFinite(sum)) return sum;
    throw new DataError(
      `training stopped at step ${this.#state.step + 1}: the loss is ${sum} at a learning rate of ${this.#learningRate}; lower learningRate`,
      { step: this.#state.step + 1, loss: sum, learningRate: this.#learningRate },
    );
  }

  #rateAfter(words: number): number {
    const { learningRate, minLearningRate } = this.config;
    const share = Math.min(1, words / this.totalWords);
    return Math.max(minLearningRate, learningRate - (learningRate - minLearningRate) * share);
  }

  /** The vectors of the words, as they are now. */
  async vectors(): Promise<WordVectors> {
    const numbers = (await this.model.input.data()) as Float32Array;
    return new WordVectors(this.vocabulary.words, this.config.dimensions, numbers);
  }

  /** Frees the model and what the trainer has made besides. */
  dispose(): void {
    this.#isDisposed = true;
    for (const loss of this.#losses) loss.dispose();
    this.#learner.dispose();
    this.model.dispose();
  }
}

/** Words of a corpus that knows how many it has, else 0. */
function wordsOf(corpus: Corpus): number {
  return corpus instanceof EncodedCorpus ? corpus.words : 0;
}

function checkedWords(words: number | undefined): number | undefined {
  if (words === undefined || (Number.isSafeInteger(words) && words > 0)) return words;
  throw new DataError(`wordsPerEpoch: expected a whole number from 1 on, received ${words}`, {
    wordsPerEpoch: words,
  });
}

/** The most numbers of a table, as of a file of vectors. */
const mostNumbers = 2 ** 31;

/** @throws DataError for vectors that are too many and too long. */
function checkTables(words: number, { dimensions }: EmbeddingConfig): void {
  if (words * dimensions <= mostNumbers) return;
  throw new DataError(
    `dimensions: ${dimensions} numbers for each of ${words} words are more than 2³¹; lower dimensions, or raise minCount`,
    { words, dimensions },
  );
}

/** @throws DataError where there is none, as code without types may have it. */
function checkVocabulary(vocabulary: WordCounts | undefined): void {
  if (vocabulary?.counts) return;
  throw new DataError(
    'EmbeddingTrainer: expected a vocabulary, received none; WordCounts.of(corpus) makes one',
  );
}

function added(a: EpochSums, b: EpochSums): EpochSums {
  return {
    loss: a.loss + b.loss,
    examples: a.examples + b.examples,
    words: a.words + b.words,
    seconds: a.seconds + b.seconds,
  };
}
