import {
  firstWords,
  Neighbours,
  principalComponentMap,
  umap,
  type WordVectors,
} from '@rondo/embeddings';

/** What the page of a map knows. */
export interface MapData {
  readonly words: readonly string[];
  readonly maps: readonly {
    readonly name: string;
    /** What to make of distances. */
    readonly note: string;
    /** x and y of each word in turn, in parts of 10,000 of the width of the map. */
    readonly points: readonly number[];
  }[];
  /** For each word the places of its nearest words and their cosines in thousandths, in turn. */
  readonly neighbours: readonly (readonly number[])[];
}

export interface MapDataOptions {
  /** How many words are shown, the first ones. */
  readonly words: number;
  readonly seed: number;
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

const neighboursShown = 12;

/** Makes both maps of the first words, and looks for the neighbours of each among them. */
export async function mapData(
  vectors: WordVectors,
  { words, ...options }: MapDataOptions,
): Promise<MapData> {
  const shown = firstWords(vectors, words);
  const byNeighbours = await umap(shown, options);
  const { points, explained } = await principalComponentMap(shown, { signal: options.signal });
  const search = new Neighbours(shown);
  try {
    const found = await search.ofAll(shown.words, neighboursShown);
    const share = Math.round(100 * (explained[0] + explained[1]));
    return {
      words: shown.words,
      maps: [
        {
          name: 'UMAP',
          note: 'Words are near their neighbours; how far groups are apart says little.',
          points: placed(byNeighbours.points),
        },
        {
          name: 'PCA',
          note: `The two directions in which the vectors vary most: ${share} % of the variance.`,
          points: placed(points),
        },
      ],
      neighbours: found.map((near) =>
        near.flatMap(({ index, similarity }) => [index, Math.round(1000 * similarity)]),
      ),
    };
  } finally {
    search.dispose();
  }
}

/** Whole numbers from 0 to 10,000, in the middle of the square where the map is not as high as wide. */
function placed(points: Float32Array): number[] {
  const xs = points.filter((_, i) => i % 2 === 0);
  const ys = points.filter((_, i) => i % 2 === 1);
  const [left, right] = extent(xs);
  const [low, high] = extent(ys);
  const scale = 10_000 / Math.max(right - left, high - low, 1e-30);
  const centres = [(left + right) / 2, (low + high) / 2];
  return Array.from(points, (value, i) => Math.round(5000 + scale * (value - centres[i % 2]!)));
}

function extent(values: Float32Array): [number, number] {
  return values.reduce<[number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  );
}
