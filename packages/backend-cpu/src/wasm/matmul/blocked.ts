import { scratchLayout } from './blocks.ts';
import { multiplyBlocks } from './multiply-blocks.ts';
import type { Product } from './product.ts';
import type { Strategy } from './strategy.ts';
import { tileColumns } from './tile.ts';

/** So few rows do not repay that B is packed. */
const rowsNotWorthPacking = 32;
/** A row-major B of so many bytes is read from the first cache wherever it lies. */
const bytesNotWorthPacking = 2 ** 15;

function writesRows({ initial, initialColumn, cColumn }: Product): boolean {
  return cColumn === 4 && (initial === 0 || initialColumn === 4);
}

function scratchBytes(product: Product): number {
  return scratchLayout(product).bytes;
}

/** Packs each block of B, then multiplies by it: for many rows, and for every layout of A and B. */
export const packing: Strategy = {
  takes: writesRows,
  scratchBytes,
  multiply(kernels, product, scratch) {
    const { b, bRow, bColumn, columns } = product;
    const target = scratch + scratchLayout(product).columns;
    multiplyBlocks(
      kernels,
      product,
      scratch,
      { begin: 0, end: columns },
      (column, width, k, depth) => {
        const block = b + column * bColumn + k * bRow;
        kernels.packColumns(block, bColumn, bRow, width, depth, target);
        return { pointer: target, step: 4 * tileColumns, panel: 4 * tileColumns * depth };
      },
    );
  },
};

/** Reads a row-major B where it is; only the columns after the last whole panel are packed. */
export const inPlace: Strategy = {
  takes: (product) =>
    writesRows(product) &&
    product.bColumn === 4 &&
    (product.rows <= rowsNotWorthPacking ||
      4 * product.columns * product.depth <= bytesNotWorthPacking),
  scratchBytes,
  multiply(kernels, product, scratch) {
    const { b, bRow, columns } = product;
    const whole = columns - (columns % tileColumns);
    multiplyBlocks(kernels, product, scratch, { begin: 0, end: whole }, (column, _, k) => ({
      pointer: b + 4 * column + k * bRow,
      step: bRow,
      panel: 4 * tileColumns,
    }));
    const target = scratch + scratchLayout(product).columns;
    const rest = { begin: whole, end: columns };
    multiplyBlocks(kernels, product, scratch, rest, (column, width, k, depth) => {
      kernels.packColumns(b + 4 * column + k * bRow, 4, bRow, width, depth, target);
      return { pointer: target, step: 4 * tileColumns, panel: 0 };
    });
  },
};
