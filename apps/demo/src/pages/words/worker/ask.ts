import { DataError, tokenizer } from '@rondo/data';
import {
  analogies,
  cosine,
  FillIn,
  ItemVectorRecommender,
  Neighbours,
  parseGap,
  topItems,
  type EmbeddingModel,
  type WordVectors,
} from '@rondo/embeddings';
import type { GapWords, NearWord, Recommended } from './protocol.ts';

const shown = 10;

/** The words nearest to a word. */
export function neighboursOf(vectors: WordVectors, word: string): Promise<NearWord[]> {
  return using(vectors, (neighbours) => neighbours.of(word.trim(), shown));
}

/** a is to b as c is to what? */
export async function analogy(
  vectors: WordVectors,
  question: readonly [a: string, b: string, c: string],
): Promise<NearWord[]> {
  const [a, b, c] = question.map((word) => word.trim()) as [string, string, string];
  const [answers] = await using(vectors, (neighbours) => analogies(neighbours, [[a, b, c]], 5));
  return answers!;
}

/** The cosine of two words. */
export function similarity(vectors: WordVectors, [a, b]: readonly [string, string]): number {
  return cosine(vectors.vectorOf(a.trim()), vectors.vectorOf(b.trim()));
}

/** What may stand in the gap of a text. */
export async function fillGap(model: EmbeddingModel, text: string): Promise<GapWords> {
  const { tokenizer: config } = model;
  const words = config && tokenizer(config);
  const gap = parseGap(text, words && ((part) => words.tokenize(part)));
  const fill = new FillIn(model);
  try {
    return await fill.rank(gap, shown);
  } finally {
    fill.dispose();
  }
}

/**
 * What goes with the products of a basket, and what everybody takes.
 * @throws DataError for an empty basket, or a product that there is not.
 */
export async function recommend(
  { vectors, vocabulary }: EmbeddingModel,
  basket: readonly string[],
  baskets: number,
): Promise<Recommended> {
  if (basket.length === 0) throw new DataError('the basket is empty; put a product in');
  const history = Int32Array.from(basket, (word) => vocabulary.indexOf(word));
  const scores = await new ItemVectorRecommender(vectors).scores([{ history }]);
  const popularity = Float32Array.from(vocabulary.counts);
  return {
    near: topItems(scores, history, shown).map(({ item, score }) => ({
      word: vocabulary.words[item]!,
      similarity: score,
    })),
    popular: topItems(popularity, history, shown).map(({ item, score }) => ({
      word: vocabulary.words[item]!,
      share: score / baskets,
    })),
  };
}

async function using<Result>(
  vectors: WordVectors,
  ask: (neighbours: Neighbours) => Promise<Result>,
): Promise<Result> {
  const neighbours = new Neighbours(vectors);
  try {
    return await ask(neighbours);
  } finally {
    neighbours.dispose();
  }
}
