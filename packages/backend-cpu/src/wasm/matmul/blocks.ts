import { edgeBytes } from './multiply-panels.ts';
import type { Product } from './product.ts';
import { tileColumns, tileRows } from './tile.ts';

/** Depth of a block: a panel of B of this depth stays in the first cache. */
export const blockDepth = 256;
/** Rows of a block: the packed rows of A stay in the second cache. */
export const blockRows = 96;
/** Columns of a block: bounds the memory that the packed columns of B take. */
export const blockColumns = 1024;

/** `size`, rounded up to whole panels. */
export function roundUp(size: number, width: number): number {
  return Math.ceil(size / width) * width;
}

export type ProductSize = Pick<Product, 'rows' | 'columns' | 'depth'>;

/** Where the parts of the working space of one blocked product begin, relative to its address. */
export interface ScratchLayout {
  /** Space for tiles at the edges. */
  readonly edge: number;
  /** A block of A in panels. */
  readonly rows: number;
  /** A block of B in panels. */
  readonly columns: number;
  readonly bytes: number;
}

export function scratchLayout({ rows, columns, depth }: ProductSize): ScratchLayout {
  const panelDepth = Math.min(depth, blockDepth);
  const height = Math.min(roundUp(rows, tileRows), blockRows);
  const width = Math.min(roundUp(columns, tileColumns), blockColumns);
  const columnsAt = edgeBytes + 4 * height * panelDepth;
  return {
    edge: 0,
    rows: edgeBytes,
    columns: columnsAt,
    bytes: columnsAt + 4 * width * panelDepth,
  };
}
