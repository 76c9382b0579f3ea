import { firstWords } from '../maps/word-map.ts';
import { checkCount } from '../neighbours/neighbours.ts';
import { WordVectors } from '../vectors/word-vectors.ts';

export interface NarrowOptions {
  /** Only the first so many words, the most frequent ones after training, are known. Default: all. */
  readonly restrictVocab?: number;
  /** Whether words that differ in case only count as one, the first of them. */
  readonly caseInsensitive?: boolean;
}

/** The vectors with the words that options leave; the same ones where that is all. */
export function narrowedVectors(
  vectors: WordVectors,
  { restrictVocab = Infinity, caseInsensitive = false }: NarrowOptions,
): WordVectors {
  if (restrictVocab !== Infinity) checkCount(restrictVocab);
  const first = restrictVocab < vectors.size ? firstWords(vectors, restrictVocab) : vectors;
  return caseInsensitive ? inLowerCase(first) : first;
}

function inLowerCase({ words, dimensions, numbers }: WordVectors): WordVectors {
  const places = new Map<string, number>();
  for (const [i, word] of words.entries()) {
    const lower = word.toLowerCase();
    if (!places.has(lower)) places.set(lower, i);
  }
  const own = new Float32Array(places.size * dimensions);
  for (const [n, i] of [...places.values()].entries()) {
    own.set(numbers.subarray(i * dimensions, (i + 1) * dimensions), n * dimensions);
  }
  return new WordVectors([...places.keys()], dimensions, own);
}
