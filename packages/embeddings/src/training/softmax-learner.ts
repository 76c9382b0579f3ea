import { backward, valueAndGrad } from '@rondo/autograd';
import { Adam } from '@rondo/optim';
import {
  accumulate,
  crossEntropy,
  indexAdd,
  linear,
  maximum,
  scope,
  tensor,
  type Tensor,
} from '@rondo/tensor';
import { SoftmaxWord2Vec } from '../model/softmax-word2vec.ts';
import type { EmbeddingConfig } from './config.ts';
import type { Examples } from './examples.ts';
import type { Learner, LearnerState } from './learner.ts';

/**
 * Learns the textbook form from blocks of examples, with Adam or with plain steps. Plain steps visit only the rows of the embedding that
 * are read; Adam visits all of them, since its moments go on moving a row that is not read. The prediction table is visited whole by
 * either: every word has a part in each softmax.
 */
export class SoftmaxLearner implements Learner {
  readonly model: SoftmaxWord2Vec;
  readonly capacity: number;
  readonly #adam: Adam | undefined;

  constructor({ optimizer, dimensions, seed, block }: EmbeddingConfig, words: number) {
    this.model = new SoftmaxWord2Vec(words, dimensions, seed);
    this.capacity = block;
    if (optimizer === 'adam') this.#adam = new Adam(this.model.parameters());
  }

  learn(
    { count, inputRows, outputRows }: Examples,
    inputWidth: number,
    learningRate: number,
  ): Tensor {
    return scope(() => {
      const read = tensor(inputRows.subarray(0, count * inputWidth), {
        shape: [count, inputWidth],
      });
      const words = tensor(outputRows.subarray(0, count));
      if (!this.#adam) return this.#descend(read, words, learningRate).mul(count);
      const loss = backward(() => this.model.loss(read, words));
      this.#adam.learningRate = learningRate;
      this.#adam.step();
      return loss.mul(count);
    });
  }

  /** U ← U - η ∂l/∂U; each row that was read ← row - η ∂l/∂h / (rows of its mean). */
  #descend(read: Tensor, words: Tensor, learningRate: number): Tensor {
    const { input, prediction } = this.model;
    const h = this.model.hidden(read);
    const { value, gradients } = valueAndGrad(
      (hidden, weight) => crossEntropy(linear(hidden, weight), words),
      [h, prediction.weight],
    );
    const [ofHidden, ofWeight] = gradients as [Tensor, Tensor];
    const isNamed = read.greaterEqual(0);
    const share = ofHidden.div(isNamed.cast('float32').sum(1, { keepDim: true }));
    const steps = isNamed.unsqueeze(2).where(share.mul(-learningRate).unsqueeze(1), 0);
    indexAdd(input, maximum(read, 0).reshape([-1]), steps.reshape([-1, input.shape[1]!]));
    accumulate(prediction.weight, ofWeight.mul(-learningRate));
    return value;
  }

  stateDict(): LearnerState {
    return this.#adam?.stateDict() ?? { tensors: {} };
  }

  loadStateDict({ tensors, numbers }: LearnerState): void {
    if (numbers) this.#adam?.loadStateDict({ tensors, numbers });
  }

  dispose(): void {
    this.#adam?.dispose();
  }
}
