import { scope, tensor, type Tensor } from '@rondo/tensor';
import { Breath } from '@rondo/training';
import { unitRows } from '../neighbours/unit-rows.ts';
import type { WordVectors } from '../vectors/word-vectors.ts';
import { requireWords, type WordMap } from './word-map.ts';

export interface PrincipalComponentMap extends WordMap {
  /** The share of the variance that lies in each of the two directions. */
  readonly explained: readonly [number, number];
}

export interface PrincipalComponentOptions {
  /** Told the share that is done, between two of which others have a turn. */
  readonly onProgress?: (share: number) => void;
  /** Aborting it ends the work: its reason is thrown. */
  readonly signal?: AbortSignal;
}

/**
 * The map by the two directions in which vectors of length 1 vary most (PCA); the same vectors give the same map. Distances far apart are
 * right as far as the two directions explain them. The products, Xᵀ X for the covariance and X V for the places, are the backend's.
 * @throws DataError for fewer than four words.
 */
export async function principalComponentMap(
  vectors: WordVectors,
  { onProgress, signal }: PrincipalComponentOptions = {},
): Promise<PrincipalComponentMap> {
  requireWords(vectors);
  const { PCA } = await import('ml-pca');
  const { size, dimensions } = vectors;
  const rows = centred(unitRows(vectors.numbers, dimensions), dimensions);
  const half = (begin: number): WalkOptions => ({
    signal,
    onProgress: (share) => onProgress?.(begin + share / 2),
  });
  const sums = new Float64Array(dimensions ** 2);
  const products = eachBlock(rows, dimensions, half(0), (x) => x.transpose(0, 1).matmul(x));
  for await (const { numbers } of products)
    for (const [i, sum] of numbers.entries()) sums[i]! += sum;
  const covariance = Array.from({ length: dimensions }, (_, i) =>
    Array.from(sums.subarray(i * dimensions, (i + 1) * dimensions), (sum) => sum / (size - 1)),
  );
  const pca = new PCA(covariance, { isCovarianceMatrix: true });
  const loadings = pca.getEigenvectors();
  const directions = Array.from({ length: Math.min(2, dimensions) }, (_, n) =>
    signed(loadings.getColumn(n)),
  );
  const points = new Float32Array(2 * size);
  const places = eachBlock(rows, dimensions, half(0.5), (x) =>
    x.matmul(tensor(directions).transpose(0, 1)),
  );
  for await (const { begin, numbers } of places) {
    for (const [i, place] of numbers.entries()) {
      const row = begin + Math.floor(i / directions.length);
      points[2 * row + (i % directions.length)] = place;
    }
  }
  const [first = 0, second = 0] = pca.getExplainedVariance();
  return { points, explained: [first, second] };
}

/** Rows less their mean, in place. */
function centred(rows: Float32Array, dimensions: number): Float32Array {
  const mean = new Float64Array(dimensions);
  const share = dimensions / rows.length;
  for (let i = 0; i < rows.length; i++) mean[i % dimensions]! += rows[i]! * share;
  for (let i = 0; i < rows.length; i++) rows[i]! -= mean[i % dimensions]!;
  return rows;
}

/** A direction has no sign of its own: its largest part is positive here. */
function signed(direction: readonly number[]): number[] {
  const largest = direction.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
  return direction.map((part) => (largest < 0 ? -part : part));
}

interface WalkOptions {
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (share: number) => void;
}

/** Numbers of a block. */
const blockSize = 2 ** 20;

/** What `of` makes of each block of rows, the first of which is `begin`; others have a turn between them. */
async function* eachBlock(
  rows: Float32Array,
  dimensions: number,
  { signal, onProgress }: WalkOptions,
  of: (block: Tensor) => Tensor,
): AsyncGenerator<{ readonly begin: number; readonly numbers: Float32Array }, void> {
  const breath = new Breath();
  const length = dimensions * Math.max(1, Math.floor(blockSize / dimensions));
  for (let at = 0; at < rows.length; at += length) {
    signal?.throwIfAborted();
    const block = rows.subarray(at, at + length);
    const result = scope(() =>
      of(tensor(block, { shape: [block.length / dimensions, dimensions] })),
    );
    const numbers = (await result.data()) as Float32Array;
    result.dispose();
    yield { begin: at / dimensions, numbers };
    onProgress((at + block.length) / rows.length);
    await breath.take();
  }
}
