import { roundUp } from './blocks.ts';
import type { Product } from './product.ts';
import type { Strategy } from './strategy.ts';

/** Up to so many rows, scalar products are faster than packing B. */
const fewRows = 6;
/** Shorter scalar products spend their time on adding up the lanes. */
const minimumDepth = 16;

/** Bytes of one row of A made contiguous. */
function rowBytes({ depth }: Product): number {
  return 4 * roundUp(depth, 4);
}

/** Few rows by a B whose columns are contiguous, as the weights of a linear layer are. */
export const scalarProducts: Strategy = {
  takes: ({ rows, depth, bRow }) => rows <= fewRows && depth >= minimumDepth && bRow === 4,
  scratchBytes: (product) => product.rows * rowBytes(product),
  multiply(kernels, product, scratch) {
    const { rows, depth, aColumn } = product;
    let { a, aRow } = product;
    if (aColumn !== 4) {
      // One lane for each k and a depth of 1: the panels of a row are the row itself.
      for (let row = 0; row < rows; row++) {
        const target = scratch + row * rowBytes(product);
        kernels.packRows(a + row * aRow, aColumn, 0, depth, 1, target);
      }
      [a, aRow] = [scratch, rowBytes(product)];
    }
    kernels.multiplyDots(
      rows,
      product.columns,
      depth,
      a,
      aRow,
      product.b,
      product.bColumn,
      product.initial,
      product.initialRow,
      product.initialColumn,
      product.c,
      product.cRow,
      product.cColumn,
    );
  },
};

/** One row by a row-major B, which is read once from beginning to end. */
export const singleRow: Strategy = {
  takes: ({ rows, bColumn, cColumn, initial, initialColumn }) =>
    rows === 1 && bColumn === 4 && cColumn === 4 && (initial === 0 || initialColumn === 4),
  scratchBytes: () => 0,
  multiply(kernels, { columns, depth, a, aColumn, b, bRow, initial, c }) {
    kernels.multiplyRow(columns, depth, a, aColumn, b, bRow, initial, c);
  },
};
