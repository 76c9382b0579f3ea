import { embedding, scope, tensor, type Tensor } from '@rondo/tensor';
import { bestPlaces } from '../neighbours/best-places.ts';
import { checkCount, type Neighbour, type Neighbours } from '../neighbours/neighbours.ts';

/** `a` is to `b` as `c` is to the answer. */
export type Analogy = readonly [a: string, b: string, c: string];

export type AnalogyMethod = '3CosAdd' | '3CosMul';

export interface AnalogyOptions {
  /** 3CosAdd is the default. */
  readonly method?: AnalogyMethod;
}

/** Keeps the quotient of 3CosMul finite. */
const epsilon = 1e-3;

/** Questions that are answered at once. */
const questionsAtOnce = 256;

/**
 * The best answers `d` to "a is to b as c is to …", the three words left out; with unit vectors, and cosines c' = (1 + c) / 2:
 *
 *     3CosAdd: cos(d, b - a + c)        3CosMul: c'(d, b) c'(d, c) / (c'(d, a) + 0.001)
 *
 * Their `similarity` is that score; 3CosMul's may be above 1. Source: Levy and Goldberg 2014, "Linguistic Regularities in Sparse and
 * Explicit Word Representations".
 * @throws DataError for an unknown word, with the word that is spelled most like it.
 */
export async function analogies(
  neighbours: Neighbours,
  questions: readonly Analogy[],
  k = 1,
  { method = '3CosAdd' }: AnalogyOptions = {},
): Promise<Neighbour[][]> {
  checkCount(k);
  const { vectors, units } = neighbours;
  const places = questions.map((question) => question.map((word) => vectors.indexOf(word)));
  const answers: Neighbour[][] = [];
  for (let begin = 0; begin < questions.length; begin += questionsAtOnce) {
    const some = places.slice(begin, begin + questionsAtOnce);
    const rows = [0, 1, 2].map((part) => {
      const indices = Int32Array.from(some, (question) => question[part]!);
      return scope(() => embedding(tensor(indices), units));
    }) as [Tensor, Tensor, Tensor];
    const ranked = await bestPlaces(units, some.length, k + 3, (block) =>
      scope(() => scores[method](rows, block.transpose(0, 1))),
    ).finally(() => {
      for (const row of rows) row.dispose();
    });
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

type Rows = readonly [a: Tensor, b: Tensor, c: Tensor];

/** Rows `[n, D]` and words `[D, W]` → `[n, W]`. */
const scores: Readonly<Record<AnalogyMethod, (rows: Rows, words: Tensor) => Tensor>> = {
  '3CosAdd': ([a, b, c], words) => {
    const wanted = b.sub(a).add(c);
    const length = wanted.square().sum(1, { keepDim: true }).sqrt();
    return wanted.div(length.maximum(1e-12)).matmul(words);
  },
  '3CosMul': ([a, b, c], words) => {
    const shifted = (row: Tensor): Tensor => row.matmul(words).add(1).div(2);
    return shifted(b).mul(shifted(c)).div(shifted(a).add(epsilon));
  },
};
