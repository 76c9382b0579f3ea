import { logisticUpdate, scope, tensor, type Tensor } from '@rondo/tensor';
import { Word2Vec } from '../model/word2vec.ts';
import type { EmbeddingConfig } from './config.ts';
import type { Examples } from './examples.ts';
import type { Learner, LearnerState } from './learner.ts';
import type { Targets } from './targets.ts';

/** Learns yes-or-no predictions, of the word and drawn others or of the turns on the way to it, each in place. */
export class LogisticLearner implements Learner {
  readonly model: Word2Vec;
  readonly capacity = 8192;
  readonly #config: EmbeddingConfig;
  readonly #width: number;
  readonly #sharesLabels: boolean;

  constructor(config: EmbeddingConfig, words: number, targets: Targets) {
    this.#config = config;
    this.#width = targets.width;
    this.#sharesLabels = targets.sharedLabels !== undefined;
    this.model = new Word2Vec(words, targets.rows, config.dimensions, config.seed);
  }

  learn(examples: Examples, inputWidth: number, learningRate: number): Tensor {
    const { count, inputRows, outputRows, labels } = examples;
    const { input, output } = this.model;
    const { block, racing } = this.#config;
    const width = this.#width;
    return scope(() =>
      logisticUpdate(
        {
          input,
          output,
          inputRows: rows(inputRows, count, inputWidth),
          outputRows: rows(outputRows, count, width),
          labels: this.#sharesLabels ? tensor(labels) : rows(labels, count, width),
        },
        { learningRate, combine: 'wholeMean', block, racing },
      ),
    );
  }

  stateDict(): LearnerState {
    return { tensors: {} };
  }

  loadStateDict(): void {}

  dispose(): void {}
}

function rows(numbers: Int32Array | Float32Array, count: number, width: number): Tensor {
  return tensor(numbers.subarray(0, count * width), { shape: [count, width] });
}
