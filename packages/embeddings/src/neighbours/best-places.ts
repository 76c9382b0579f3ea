import { scope, topk, type Tensor } from '@rondo/tensor';

/** The best places of a query, the best first, and what they score. */
export interface BestPlaces {
  readonly places: Int32Array;
  readonly scores: Float32Array;
}

/** The most scores that are computed at once. */
const mostScores = 2 ** 22;

/**
 * The `k` rows that score highest for each of some queries, equal ones in their order. `score` gives `[queries, n]` for a block `[n, D]`
 * of rows; only the best of each block are kept, so memory does not grow with the number of rows.
 */
export async function bestPlaces(
  rows: Tensor,
  queries: number,
  k: number,
  score: (block: Tensor) => Tensor,
  blockScores = mostScores,
): Promise<BestPlaces[]> {
  const size = rows.shape[0]!;
  const most = Math.min(k, size);
  const length = Math.max(most, 1, Math.floor(blockScores / Math.max(1, queries)));
  let best: BestPlaces[] = Array.from({ length: queries }, () => noPlaces);
  for (let begin = 0; begin < size; begin += length) {
    const end = Math.min(size, begin + length);
    const kept = Math.min(most, end - begin);
    const found = scope(() => topk(score(rows.slice(0, begin, end)), kept));
    const { values, indices } = found;
    const [scores, places] = await Promise.all([values.data(), indices.data()]);
    values.dispose();
    indices.dispose();
    best = best.map((before, query) => {
      const range = [query * kept, (query + 1) * kept] as const;
      return merged(
        before,
        {
          places: (places.subarray(...range) as Int32Array).map((place) => place + begin),
          scores: scores.subarray(...range) as Float32Array,
        },
        most,
      );
    });
  }
  return best;
}

const noPlaces: BestPlaces = { places: new Int32Array(), scores: new Float32Array() };

/** The best of two lists; where they are equal, those of `a`, whose places come before. */
function merged(a: BestPlaces, b: BestPlaces, most: number): BestPlaces {
  const count = Math.min(most, a.places.length + b.places.length);
  const places = new Int32Array(count);
  const scores = new Float32Array(count);
  let [i, j] = [0, 0];
  for (let at = 0; at < count; at++) {
    const takesFirst =
      j === b.places.length || (i < a.places.length && a.scores[i]! >= b.scores[j]!);
    const [from, place] = takesFirst ? [a, i++] : [b, j++];
    places[at] = from.places[place]!;
    scores[at] = from.scores[place]!;
  }
  return { places, scores };
}
