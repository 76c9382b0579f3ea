import { Parameter } from '@rondo/autograd';
import { Embedding, Linear, Module } from '@rondo/layers-core';
import { crossEntropy, maximum, scope, zeros, type Tensor } from '@rondo/tensor';
import { initialVectors } from './initial-vectors.ts';

/**
 * The textbook form: an embedding W x D, and a prediction D x W, a fully connected classifier over all words.
 *
 * p(word | neighbours) = softmax(h Uᵀ), h the mean of the neighbours' vectors. Source: Bengio et al. 2003, without the hidden layer.
 */
export class SoftmaxWord2Vec extends Module {
  readonly embedding: Embedding;
  readonly prediction: Linear;

  constructor(words: number, dimensions: number, seed: number) {
    super();
    this.embedding = new Embedding(words, dimensions, {
      weight: initialVectors(words, dimensions, seed),
    });
    const weight = new Parameter(zeros([words, dimensions]));
    this.prediction = new Linear(dimensions, words, { bias: false, weight });
  }

  get input(): Parameter {
    return this.embedding.weight;
  }

  get output(): Parameter {
    return this.prediction.weight;
  }

  /** Means `[n, D]` of the rows that int32 `[n, I]` names; negative ones name none. */
  hidden(inputRows: Tensor): Tensor {
    return scope(() => {
      const isNamed = inputRows.greaterEqual(0);
      const rows = this.embedding.forward(maximum(inputRows, 0));
      const named = isNamed.unsqueeze(2).where(rows, 0);
      return named.sum(1).div(isNamed.cast('float32').sum(1, { keepDim: true }));
    });
  }

  /** inputRows `[n, I]` → logits of all words `[n, W]`. */
  forward(inputRows: Tensor): Tensor {
    return scope(() => this.prediction.forward(this.hidden(inputRows)));
  }

  /** The mean cross-entropy of words `[n]`. */
  loss(inputRows: Tensor, words: Tensor): Tensor {
    return scope(() => crossEntropy(this.forward(inputRows), words));
  }
}
