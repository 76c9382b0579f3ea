import { widestTile } from './tile-shape.ts';

/** The most products that are summed alone: a panel of B of this depth stays in the first cache. */
export const largestBlockDepth = 256;
/** Blocks of depth that are computed one after the other, before sums go back to C. */
export const blocksTogether = 4;
/** Rows of a block, a multiple of all heights of tiles: these rows of A stay in the second cache. */
export const blockRows = 120;
/** Numbers of B that are packed together, at most. */
export const blockNumbers = 2 ** 18;
/** Columns of a block are a multiple of this, as they are of all widths of tiles. */
export const blockColumnsUnit = 48;
/** Bytes between rows of A that were made contiguous: rows that lie whole pages apart would fight for one place in the cache. */
export const rowGap = 64;

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
export function blockDepth(depth: number): number {
  const blocks = Math.max(1, Math.ceil(depth / largestBlockDepth));
  return roundUp(Math.ceil(depth / blocks), 4);
}

/** Depth of the blocks of a product that are computed together. */
function slabDepth(depth: number): number {
  return Math.min(depth, blocksTogether * blockDepth(depth));
}

/** Columns of B that are packed together. */
function slabColumns(depth: number): number {
  const most = Math.floor(blockNumbers / (slabDepth(depth) * blockColumnsUnit + 1));
  return Math.max(1, most) * blockColumnsUnit;
}

/** Bytes of a row of zeros, which is added where nothing is to be added. */
export const zerosBytes = 4 * widestTile;
/** Bytes of the sums of one panel between its blocks of depth. */
export const sumsBytes = 4 * blockRows * widestTile;

/** Bytes of working space for `multiply` and `multiplyPacked`. */
export function gemmScratchBytes({ rows, columns, depth }: GemmSize): number {
  const slab = roundUp(slabDepth(depth), 4);
  const panels = 4 * slab * Math.min(roundUp(columns, 4), slabColumns(depth));
  return zerosBytes + sumsBytes + Math.min(rows, blockRows) * (4 * slab + rowGap) + panels;
}

/** Bytes of a packed B. */
export function packedBytes({ columns, depth }: Pick<GemmSize, 'columns' | 'depth'>): number {
  return 4 * depth * roundUp(columns, 4);
}
