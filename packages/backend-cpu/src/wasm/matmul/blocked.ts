import { scratchLayout } from './blocks.ts';
import { multiplyBlocks } from './multiply-blocks.ts';
import type { Product } from './product.ts';
import type { Strategy } from './strategy.ts';
import { tileColumns } from './tile.ts';

/** So few rows do not repay that B is packed. */
const rowsNotWorthPacking = 32;
/** A row-major B of so many bytes is read from the first cache wherever it lies. */
const bytesNotWorthPacking = 2 ** 15;

function writesRows({ initial, c }: Product): boolean {
  return c.column === 4 && (!initial || initial.column === 4);
}

function scratchBytes(product: Product): number {
  return scratchLayout(product).bytes;
}

/** Packs each block of B, then multiplies by it: for many rows, and for every layout of A and B. */
export const packing: Strategy = {
  takes: writesRows,
  scratchBytes,
  multiply(kernels, product, scratch) {
    const { b, columns } = product;
    const target = scratch + scratchLayout(product).columns;
    multiplyBlocks(
      kernels,
      product,
      scratch,
      { begin: 0, end: columns },
      (column, width, k, depth) => {
        const block = b.pointer + column * b.column + k * b.row;
        kernels.packColumns(block, b.column, b.row, width, depth, target);
        return { pointer: target, step: 4 * tileColumns, panel: 4 * tileColumns * depth };
      },
    );
  },
};

/** Reads a row-major B where it is; only the columns after the last whole panel are packed. */
export const inPlace: Strategy = {
  takes: (product) =>
    writesRows(product) &&
    product.b.column === 4 &&
    (product.rows <= rowsNotWorthPacking ||
      4 * product.columns * product.depth <= bytesNotWorthPacking),
  scratchBytes,
  multiply(kernels, product, scratch) {
    const { b, columns } = product;
    const whole = columns - (columns % tileColumns);
    multiplyBlocks(kernels, product, scratch, { begin: 0, end: whole }, (column, _, k) => ({
      pointer: b.pointer + 4 * column + k * b.row,
      step: b.row,
      panel: 4 * tileColumns,
    }));
    const target = scratch + scratchLayout(product).columns;
    const rest = { begin: whole, end: columns };
    multiplyBlocks(kernels, product, scratch, rest, (column, width, k, depth) => {
      const block = b.pointer + 4 * column + k * b.row;
      kernels.packColumns(block, 4, b.row, width, depth, target);
      return { pointer: target, step: 4 * tileColumns, panel: 0 };
    });
  },
};
