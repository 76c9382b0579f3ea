import type { Tensor } from '@rondo/tensor';
import * as v from 'valibot';
import { checkCount, type Neighbour, type Neighbours } from '../neighbours/neighbours.ts';
import type { Questions, Score } from '../neighbours/ranking.ts';
import { unitRows } from '../neighbours/unit-rows.ts';
import { checkedOptions } from '../options/option-fault.ts';
import type { WordVectors } from '../vectors/word-vectors.ts';

/** `a` is to `b` as `c` is to the answer. */
export type Analogy = readonly [a: string, b: string, c: string];

export type AnalogyMethod = '3CosAdd' | '3CosMul';

export interface AnalogyOptions {
  /** 3CosAdd is the default. */
  readonly method?: AnalogyMethod;
}

/** What `AnalogyOptions` may be. */
export const analogySchema = v.strictObject({
  method: v.optional(v.picklist(['3CosAdd', '3CosMul']), '3CosAdd'),
});

/** Keeps the quotient of 3CosMul finite. */
const epsilon = 1e-3;

/** Questions that are answered at once. */
const questionsAtOnce = 256;

/**
 * The best answers `d` to "a is to b as c is to …", the three words left out; with unit vectors, and cosines c' = (1 + c) / 2:
 *
 *     3CosAdd: cos(d, b - a + c)        3CosMul: c'(d, b) c'(d, c) / (c'(d, a) + 0.001)
 *
 * Their `similarity` is that score; 3CosMul's may be above 1. With an index, they are looked for near
 * b - a + c, those of 3CosMul near b - 2 a + c, too. Source: Levy and Goldberg 2014, "Linguistic Regularities in Sparse and
 * Explicit Word Representations".
 * @throws DataError for an unknown word, with the word that is spelled most like it, and for an option that does not exist.
 */
export async function analogies(
  neighbours: Neighbours,
  questions: readonly Analogy[],
  k = 1,
  options: AnalogyOptions = {},
): Promise<Neighbour[][]> {
  checkCount(k);
  const { method } = checkedOptions(analogySchema, options, 'analogies: ');
  const { vectors, ranking } = neighbours;
  const places = questions.map((question) => question.map((word) => vectors.indexOf(word)));
  const answers: Neighbour[][] = [];
  for (let begin = 0; begin < questions.length; begin += questionsAtOnce) {
    const some = places.slice(begin, begin + questionsAtOnce);
    const ranked = await ranking.best(questionsOf(some, vectors, method), k + 3, scores[method]);
    for (const [i, best] of ranked.entries()) {
      answers.push(
        Array.from(best.places, (index, n) => ({
          word: vectors.words[index]!,
          index,
          similarity: best.scores[n]!,
        }))
          .filter(({ index }) => !some[i]!.includes(index))
          .slice(0, k),
      );
    }
  }
  return answers;
}

/** Answers are near b - weight · a + c: the quotient of 3CosMul falls faster with a than its factors grow with b and c. */
const weightsOfA: Readonly<Record<AnalogyMethod, readonly number[]>> = {
  '3CosAdd': [1],
  '3CosMul': [1, 2],
};

/** Rows of a, b and c. */
function questionsOf(
  places: readonly number[][],
  vectors: WordVectors,
  method: AnalogyMethod,
): Questions {
  const { dimensions } = vectors;
  const rows = [0, 1, 2].map((part) => {
    const numbers = new Float32Array(places.length * dimensions);
    for (const [i, question] of places.entries()) {
      numbers.set(vectors.vectorAt(question[part]!), i * dimensions);
    }
    return unitRows(numbers, dimensions);
  });
  const [a, b, c] = rows as [Float32Array, Float32Array, Float32Array];
  const goal = (weight: number): Float32Array =>
    unitRows(
      b.map((value, i) => value - weight * a[i]! + c[i]!),
      dimensions,
    );
  return { count: places.length, rows, near: weightsOfA[method].map(goal) };
}

const scores: Readonly<Record<AnalogyMethod, Score>> = {
  '3CosAdd': ([a, b, c], words) => {
    const wanted = b!.sub(a!).add(c!);
    const length = wanted.square().sum(1, { keepDim: true }).sqrt();
    return wanted.div(length.maximum(1e-12)).matmul(words);
  },
  '3CosMul': ([a, b, c], words) => {
    const shifted = (row: Tensor): Tensor => row.matmul(words).add(1).div(2);
    return shifted(b!).mul(shifted(c!)).div(shifted(a!).add(epsilon));
  },
};
