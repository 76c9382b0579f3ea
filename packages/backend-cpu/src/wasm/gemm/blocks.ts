import { mostColumns } from './tile-shape.ts';

/**
 * Depth of a block at most: a panel of B of this depth stays in the first cache. C is read and written once for each block, and
 * waiting for it costs more than anything else: 256 is a tenth slower where C is large.
 */
export const largestBlockDepth = 512;
/** Rows of a block, a multiple of the heights of tiles: these rows of A stay in the second cache, */
export const blockRows = 96;
/** and meet this many columns of B, a multiple of the widths of tiles: rows that have to be packed are packed once for each time. */
export const blockColumns = 512;
/** Bytes between rows of A that were made contiguous: rows that lie whole pages apart would fight for one place in the cache. */
export const rowGap = 64;
/** Bytes of a row of zeros, which is added where nothing is to be added. */
export const zerosBytes = 4 * mostColumns;

/** Bytes of the last one to three columns of a block, as one vector for each row. */
export const edgeBytes = 16 * blockRows;

export interface GemmSize {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
}

/** `size`, rounded up to a multiple of `unit`. */
export function roundUp(size: number, unit: number): number {
  return Math.ceil(size / unit) * unit;
}

/** Depth of the blocks of a product: nearly equal, so that none is too shallow. It depends on the depth alone, as sums do. */
function blockDepth(depth: number): number {
  const blocks = Math.max(1, Math.ceil(depth / largestBlockDepth));
  return roundUp(Math.ceil(depth / blocks), 4);
}

/** Bytes of working space for `multiply` and `multiplyPacked`. */
export function gemmScratchBytes({ rows, columns, depth }: GemmSize): number {
  const rowBytes = 4 * blockDepth(depth);
  const packedRows = Math.min(rows, blockRows) * (rowBytes + rowGap);
  return (
    zerosBytes + edgeBytes + packedRows + Math.min(roundUp(columns, 4), blockColumns) * rowBytes
  );
}

/** Bytes of a packed B. */
export function packedBytes({ columns, depth }: Pick<GemmSize, 'columns' | 'depth'>): number {
  return 4 * depth * roundUp(columns, 4);
}
