import { cosine, type WordVectors } from '../src/index.ts';

/** The share of the `k` nearest neighbours of each grouped word, among all grouped words, that are of its group. */
export function purity(
  vectors: WordVectors,
  groups: ReadonlyMap<string, number>,
  k: number,
): number {
  const words = vectors.words.filter((word) => groups.has(word));
  let same = 0;
  for (const word of words) {
    const near = words
      .filter((other) => other !== word)
      .map((other) => ({
        other,
        similarity: cosine(vectors.vectorOf(word), vectors.vectorOf(other)),
      }))
      .toSorted((a, b) => b.similarity - a.similarity)
      .slice(0, k);
    same += near.filter(({ other }) => groups.get(other) === groups.get(word)).length;
  }
  return same / (words.length * k);
}
