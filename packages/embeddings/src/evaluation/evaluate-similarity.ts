import { cosine } from '../neighbours/cosine.ts';
import type { WordVectors } from '../vectors/word-vectors.ts';
import type { SimilarityPair } from './similarity-pairs.ts';
import { spearman } from './spearman.ts';

export interface SimilarityEvaluation {
  /** The correlation of ranks between the cosines and what people say; NaN where fewer than two pairs are known. */
  readonly spearman: number;
  readonly pairs: number;
  /** Pairs that have a word which the vectors do not have; they are left out. */
  readonly unknown: number;
  /** Those words, each once. */
  readonly unknownWords: readonly string[];
}

export interface EvaluateSimilarityOptions {
  /** What words go through before they are looked up, such as lower case where the vectors have no other. */
  readonly normalize?: (word: string) => string;
}

/** How well the cosines of word vectors agree with the judgement of people. */
export function evaluateSimilarity(
  vectors: WordVectors,
  pairs: readonly SimilarityPair[],
  { normalize = (word) => word }: EvaluateSimilarityOptions = {},
): SimilarityEvaluation {
  const looked = pairs.map(({ a, b, score }) => ({ a: normalize(a), b: normalize(b), score }));
  const known = looked.filter(({ a, b }) => vectors.has(a) && vectors.has(b));
  const words = looked.flatMap(({ a, b }) => [a, b]);
  return {
    spearman: spearman(
      known.map(({ a, b }) => cosine(vectors.vectorOf(a), vectors.vectorOf(b))),
      known.map(({ score }) => score),
    ),
    pairs: pairs.length,
    unknown: pairs.length - known.length,
    unknownWords: [...new Set(words)].filter((word) => !vectors.has(word)),
  };
}
