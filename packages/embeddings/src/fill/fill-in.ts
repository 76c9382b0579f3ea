import { DataError } from '@rondo/data';
import { linear, scope, tensor, type Tensor } from '@rondo/tensor';
import { checkCount } from '../neighbours/neighbours.ts';
import type { EmbeddingModel } from './embedding-model.ts';
import type { Gap } from './gap.ts';
import { logProbabilities, type LogProbabilities } from './log-probabilities.ts';

/** A word for a gap. */
export interface Candidate {
  readonly word: string;
  readonly index: number;
  /** How probable it is there: those of all words of the vocabulary sum to 1. */
  readonly probability: number;
}

export interface Filling {
  /** The most probable first. */
  readonly candidates: readonly Candidate[];
  /** The words that it was predicted from, and those around the gap that the vocabulary does not have. */
  readonly from: readonly string[];
  readonly unknown: readonly string[];
}

export interface FillInOptions {
  /** Only these words are ranked; their probabilities stay those among all words. */
  readonly among?: readonly string[];
}

/**
 * Predicts the word in a gap from the words around it: with h the mean of their vectors, at most `window` on each side, and v the rows
 * of the output table,
 *
 *     full softmax           p(w | h) = exp(h·v_w) / Σ exp(h·v)
 *     hierarchical softmax   p(w | h) = Π σ(±h·v) over the inner nodes on the way to w
 *     negative sampling      p(w | h) = σ(h·v_w + log(k q(w))), k words being drawn from q; divided by their sum
 *
 * The first two are what CBOW was trained for; the third is an estimate that gets better with training. All are how probable the words are
 * in text: what sub-sampling hid of frequent ones is put back. After skip-gram, which learns from one neighbour at a time, h is the mean
 * all the same, and the order is of more use than the numbers.
 *
 * Holds the output table on the backend until `dispose()`.
 */
export class FillIn {
  readonly #model: EmbeddingModel;
  readonly #output: Tensor;
  readonly #logProbabilities: LogProbabilities;

  constructor(model: EmbeddingModel) {
    const { config, output, vectors, vocabulary } = model;
    const { dimensions } = vectors;
    this.#model = model;
    this.#output = tensor(output, { shape: [output.length / dimensions, dimensions] });
    this.#logProbabilities = logProbabilities(config, vocabulary.counts);
  }

  /**
   * The `k` most probable words for a gap.
   * @throws DataError when the vocabulary has no word near the gap, or not one of `among`.
   */
  async rank(gap: Gap, k = 10, { among }: FillInOptions = {}): Promise<Filling> {
    checkCount(k);
    const { vectors } = this.#model;
    const allowed = among?.map((word) => vectors.indexOf(word));
    const { from, unknown } = this.#readable(gap);
    const probabilities = await this.#probabilities(from);
    const places = allowed ?? vectors.words.map((_, index) => index);
    const candidates = places
      .toSorted((a, b) => probabilities[b]! - probabilities[a]! || a - b)
      .slice(0, k)
      .map((index) => ({
        word: vectors.words[index]!,
        index,
        probability: probabilities[index]!,
      }));
    return { candidates, from, unknown };
  }

  /** The words nearest to the gap, as training saw them: those that the vocabulary does not have are passed over. */
  #readable({ before, after }: Gap): Pick<Filling, 'from' | 'unknown'> {
    const { vectors, config } = this.#model;
    const isKnown = (word: string): boolean => vectors.has(word);
    const from = [
      ...before.filter(isKnown).slice(-config.window),
      ...after.filter(isKnown).slice(0, config.window),
    ];
    const unknown = [...before, ...after].filter((word) => !isKnown(word));
    if (from.length > 0) return { from, unknown };
    if (unknown.length > 0) vectors.indexOf(unknown[0]!);
    throw new DataError('there are no words around the gap, and nothing to predict it from');
  }

  async #probabilities(from: readonly string[]): Promise<Float64Array> {
    const { vectors } = this.#model;
    const mean = new Float32Array(vectors.dimensions);
    for (const word of from) {
      for (const [d, value] of vectors.vectorOf(word).entries()) mean[d]! += value / from.length;
    }
    const products = scope(() => linear(tensor(mean, { shape: [1, mean.length] }), this.#output));
    return softmax(this.#logProbabilities(await products.data().finally(() => products.dispose())));
  }

  /** Frees the output table. */
  dispose(): void {
    this.#output.dispose();
  }
}

function softmax(logits: Float64Array): Float64Array {
  const most = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
