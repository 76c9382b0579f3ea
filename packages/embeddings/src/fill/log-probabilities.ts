import { huffmanPaths, type HuffmanPaths } from '../sampling/huffman-tree.ts';
import type { EmbeddingConfig } from '../training/config.ts';

/** From the products h·v with all rows v of the output table: log p(w | h) of each word, up to one constant. */
export type LogProbabilities = (products: ArrayLike<number>) => Float64Array;

/** What the products mean, by what they were trained for; sub-sampling is undone. */
export function logProbabilities(
  config: EmbeddingConfig,
  counts: readonly number[],
): LogProbabilities {
  const learned = learnedLogProbabilities(config, counts);
  const total = sum(counts);
  const { subsample } = config;
  // A word was shown with the probability keep(w), so it is 1 / keep(w) times as probable in text.
  const lift = Float64Array.from(counts, (count) => {
    const ratio = subsample === 0 ? 1 : (subsample * total) / count;
    return -Math.log(Math.min(1, Math.sqrt(ratio) + ratio));
  });
  return (products) => learned(products).map((logProbability, w) => logProbability + lift[w]!);
}

function learnedLogProbabilities(
  { objective, negatives, negativeExponent }: EmbeddingConfig,
  counts: readonly number[],
): LogProbabilities {
  switch (objective) {
    case 'hierarchicalSoftmax':
      return alongTree(huffmanPaths(counts), counts.length);
    case 'negativeSampling':
      return againstDrawnWords(counts, negatives, negativeExponent);
    default:
      return (products) => Float64Array.from(products);
  }
}

/** log p(w | h) = Σ log σ(±h·v) over the inner nodes v on the way to w: plus where it goes to the first child. */
function alongTree({ points, codes, depth }: HuffmanPaths, words: number): LogProbabilities {
  return (products) => {
    const found = new Float64Array(words);
    for (let word = 0; word < words; word++) {
      for (let step = word * depth; step < (word + 1) * depth; step++) {
        const node = points[step]!;
        if (node < 0) break;
        found[word]! += logSigmoid(codes[step] ? -products[node]! : products[node]!);
      }
    }
    return found;
  };
}

/**
 * p(w | h) = σ(h·u + log(k q(w))), estimated: of n examples with this h, n p are of w and say yes; the others draw w, and say no,
 * n (1 - p) k q times, with k draws an example from the distribution q. So e^(h·u) = p / ((1 - p) k q) where training is done.
 *
 * After Levy and Goldberg 2014, "Neural Word Embedding as Implicit Matrix Factorization", section 3, but that no example draws the word
 * that it is of.
 */
function againstDrawnWords(
  counts: readonly number[],
  negatives: number,
  exponent: number,
): LogProbabilities {
  const total = sum(counts.map((count) => count ** exponent));
  const draws = Float64Array.from(counts, (count) =>
    Math.log((negatives * count ** exponent) / total),
  );
  return (products) => draws.map((own, w) => logSigmoid(products[w]! + own));
}

/** log σ(x) without overflow. */
function logSigmoid(x: number): number {
  return Math.min(0, x) - Math.log1p(Math.exp(-Math.abs(x)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
