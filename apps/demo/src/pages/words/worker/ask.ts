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
import { Mistake } from '../../../mistakes/mistake.ts';
import type { GapWords, NearWord, Recommended } from './protocol.ts';

const shown = 10;
/** Unknown words that are named. */
const mostNamed = 5;

/** The words nearest to a word. */
export function neighboursOf(vectors: WordVectors, word: string): Promise<NearWord[]> {
  return using(vectors, (neighbours) => neighbours.of(known(vectors, word), shown));
}

/** a is to b as c is to what? */
export async function analogy(
  vectors: WordVectors,
  question: readonly [a: string, b: string, c: string],
): Promise<NearWord[]> {
  const [a, b, c] = question.map((word) => known(vectors, word)) as [string, string, string];
  const [answers] = await using(vectors, (neighbours) => analogies(neighbours, [[a, b, c]], 5));
  return answers!;
}

/** The cosine of two words. */
export function similarity(vectors: WordVectors, [a, b]: readonly [string, string]): number {
  return cosine(vectors.vectorOf(known(vectors, a)), vectors.vectorOf(known(vectors, b)));
}

/** What may stand in the gap of a text. */
export async function fillGap(model: EmbeddingModel, text: string): Promise<GapWords> {
  const gaps = gapsIn(text);
  if (gaps !== 1) throw new Mistake('noGap', gaps);
  const { tokenizer: config } = model;
  const words = config && tokenizer(config);
  const gap = parseGap(text, words && ((part) => words.tokenize(part)));
  requireKnown(model, [...gap.before, ...gap.after]);
  const fill = new FillIn(model);
  try {
    return await fill.rank(gap, shown);
  } finally {
    fill.dispose();
  }
}

/**
 * What goes with the products of a basket, of which there is one at least, and what everybody takes.
 * @throws Mistake for a product that there is not.
 */
export async function recommend(
  { vectors, vocabulary }: EmbeddingModel,
  basket: readonly string[],
  baskets: number,
): Promise<Recommended> {
  const history = Int32Array.from(basket, (word) => vocabulary.indexOf(known(vocabulary, word)));
  const recommender = new ItemVectorRecommender(vectors);
  const scores = await recommender.scores([{ history }]).finally(() => recommender.dispose());
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

interface Words {
  has(word: string): boolean;
  indexOf(word: string): number;
}

/**
 * A word as the vocabulary has it, small where it knows it only so.
 * @throws Mistake for one that it does not know, with the one that is spelled most like it.
 */
function known(words: Words, written: string): string {
  const word = written.trim();
  if (word === '') throw new Mistake('noWord');
  const found = [word, word.toLowerCase()].find((form) => words.has(form));
  if (found !== undefined) return found;
  try {
    words.indexOf(word);
  } catch (error) {
    const near = error instanceof DataError ? error.facts['nearest'] : undefined;
    throw new Mistake('unknownWord', word, typeof near === 'string' ? near : '');
  }
  return word;
}

/** @throws Mistake where no word around a gap is known. */
function requireKnown({ vectors }: EmbeddingModel, around: readonly string[]): void {
  if (around.length === 0) throw new Mistake('gapAlone');
  if (around.some((word) => vectors.has(word))) return;
  throw new Mistake('gapUnknown', [...new Set(around)].slice(0, mostNamed).join(' · '));
}

/** How many gaps `parseGap` finds. */
function gapsIn(text: string): number {
  try {
    parseGap(text);
    return 1;
  } catch (error) {
    return error instanceof DataError ? Number(error.facts['gaps']) : 0;
  }
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
