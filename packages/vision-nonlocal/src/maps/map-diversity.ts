import { checkShapes, scope, where, type Tensor } from '@rondo/tensor';

/** How much maps differ between query positions; all numbers are 0 where each query has the same map, or none. */
export interface MapDiversity {
  /** 1 - cos of the maps of two different queries, in the mean over all pairs: 1 for maps that have no position in common, and up to 2 where values below 0 (of dot products) point against each other. */
  readonly cosineDistance: number;
  /** Variance over the queries of what is taken of a position, in the mean over the positions. */
  readonly variance: number;
  /** The part of Σ f² that is not that of the mean map, from 0 to 1. */
  readonly varianceShare: number;
}

/**
 * Reports whether the maps of a block depend on the query: in networks for detection they hardly do, and one map for all queries is as good.
 *
 * maps `[N, Q, P]`, such as `similarityMaps` gives. Source: Cao et al. 2019, "GCNet", section 3.
 * @throws ShapeError when the maps have other axes.
 */
export async function mapDiversity(maps: Tensor): Promise<MapDiversity> {
  const { N, Q, P } = checkShapes('mapDiversity', { maps: [maps, ['N', 'Q', 'P']] });
  const parts = scope(() => {
    const squares = maps.square().sum(-1, { keepDim: true });
    const length = squares.sqrt();
    const directions = maps.div(where(length.equal(0), 1, length));
    const mean = maps.mean(1, { keepDim: true });
    return {
      // Σ over all pairs of queries, each with itself as well, of their cosine.
      cosines: directions.sum(1).square().sum(),
      own: directions.square().sum(),
      spread: maps.sub(mean).square().sum(),
      squares: squares.sum(),
    };
  });
  const [cosines, own, spread, squares] = await Promise.all(
    [parts.cosines, parts.own, parts.spread, parts.squares].map(async (part) => part.item()),
  );
  for (const part of Object.values(parts)) part.dispose();
  const pairs = N! * Q! * (Q! - 1);
  if (squares === 0) return { cosineDistance: 0, variance: 0, varianceShare: 0 };
  return {
    cosineDistance: pairs > 0 ? Math.max(0, 1 - (cosines! - own!) / pairs) : 0,
    variance: spread! / (N! * Q! * P!),
    varianceShare: spread! / squares!,
  };
}
