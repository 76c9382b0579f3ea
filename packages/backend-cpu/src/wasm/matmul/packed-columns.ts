import { blockColumns, blockDepth, roundUp } from './blocks.ts';
import type { MatmulKernels } from './kernels.ts';
import { multiplyBlocks } from './multiply-blocks.ts';
import type { Product } from './product.ts';
import { tileColumns } from './tile.ts';

type Columns = Pick<Product, 'b' | 'columns' | 'depth'>;

/** Bytes of a whole B in panels. */
export function packedBytes({ columns, depth }: Pick<Columns, 'columns' | 'depth'>): number {
  return 4 * depth * roundUp(columns, tileColumns);
}

/** Byte offset of a block of `columns` columns in a packed B of the given depth. */
function blockOffset(depth: number, column: number, columns: number, k: number): number {
  return 4 * (column * depth + k * roundUp(columns, tileColumns));
}

/** Packs all of B to `target`, which takes `packedBytes`, so that several products share it. */
export function packColumns(kernels: MatmulKernels, from: Columns, target: number): void {
  const { b, columns, depth } = from;
  for (let column = 0; column < columns; column += blockColumns) {
    const width = Math.min(columns - column, blockColumns);
    for (let k = 0; k < depth; k += blockDepth) {
      const block = b.pointer + column * b.column + k * b.row;
      const to = target + blockOffset(depth, column, width, k);
      kernels.packColumns(block, b.column, b.row, width, Math.min(depth - k, blockDepth), to);
    }
  }
}

/** Multiplies by a B that lies packed at `packed`; what `product` says of B is not read. */
export function multiplyPacked(
  kernels: MatmulKernels,
  product: Product,
  packed: number,
  scratch: number,
): void {
  const all = { begin: 0, end: product.columns };
  multiplyBlocks(kernels, product, scratch, all, (column, columns, k, depth) => ({
    pointer: packed + blockOffset(product.depth, column, columns, k),
    step: 4 * tileColumns,
    panel: 4 * tileColumns * depth,
  }));
}
