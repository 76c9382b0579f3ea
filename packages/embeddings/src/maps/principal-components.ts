import { unitRows } from '../neighbours/unit-rows.ts';
import type { WordVectors } from '../vectors/word-vectors.ts';
import { requireWords, type WordMap } from './word-map.ts';

export interface PrincipalComponentMap extends WordMap {
  /** The share of the variance that lies in each of the two directions. */
  readonly explained: readonly [number, number];
}

/**
 * The map by the two directions in which vectors of length 1 vary most (PCA); the same vectors give the same map. Distances far apart are
 * right as far as the two directions explain them.
 * @throws DataError for fewer than four words.
 */
export async function principalComponentMap(vectors: WordVectors): Promise<PrincipalComponentMap> {
  requireWords(vectors);
  const { PCA } = await import('ml-pca');
  const { size, dimensions } = vectors;
  const units = unitRows(vectors.numbers, dimensions);
  const rows = Array.from({ length: size }, (_, i) =>
    Array.from(units.subarray(i * dimensions, (i + 1) * dimensions)),
  );
  const pca = new PCA(rows, { method: 'covarianceMatrix' });
  const directions = Math.min(2, dimensions);
  const places = pca.predict(rows, { nComponents: directions });
  const loadings = pca.getEigenvectors();
  const points = new Float32Array(2 * size);
  for (let direction = 0; direction < directions; direction++) {
    // A direction has no sign of its own: its largest part is positive here.
    const column = loadings.getColumn(direction);
    const largest = column.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
    const sign = largest < 0 ? -1 : 1;
    for (let i = 0; i < size; i++) points[2 * i + direction] = sign * places.get(i, direction);
  }
  const [first = 0, second = 0] = pca.getExplainedVariance();
  return { points, explained: [first, second] };
}
