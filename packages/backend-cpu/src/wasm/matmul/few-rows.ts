import { roundUp } from './blocks.ts';
import type { Product } from './product.ts';
import type { Strategy } from './strategy.ts';

/** Up to so many rows, scalar products are faster than packing B. */
const fewRows = 8;
/** Shorter scalar products spend their time on adding up the lanes. */
const minimumDepth = 16;

/** Bytes of one row of A made contiguous. */
function rowBytes({ depth }: Product): number {
  return 4 * roundUp(depth, 4);
}

/** Few rows by a B whose columns are contiguous, as the weights of a linear layer are. */
export const scalarProducts: Strategy = {
  takes: ({ rows, depth, b }) => rows <= fewRows && depth >= minimumDepth && b.row === 4,
  scratchBytes: (product) => product.rows * rowBytes(product),
  multiply(kernels, product, scratch) {
    const { rows, columns, depth, b, initial, c } = product;
    let a = product.a;
    if (a.column !== 4) {
      // One lane for each k and a depth of 1: the panels of a row are the row itself.
      const row = rowBytes(product);
      for (let i = 0; i < rows; i++) {
        kernels.packRows(a.pointer + i * a.row, a.column, 0, depth, 1, scratch + i * row);
      }
      a = { pointer: scratch, row, column: 4 };
    }
    kernels.multiplyDots(
      rows,
      columns,
      depth,
      a.pointer,
      a.row,
      b.pointer,
      b.column,
      initial?.pointer ?? 0,
      initial?.row ?? 0,
      initial?.column ?? 0,
      c.pointer,
      c.row,
      c.column,
    );
  },
};

/** Up to so many rows, reading B once for each is faster than a tile that is half empty. */
const rowsOfSums = 2;

/** One or two rows by a row-major B, which is read from beginning to end. */
export const rowSums: Strategy = {
  takes: ({ rows, b, c, initial }) =>
    rows <= rowsOfSums && b.column === 4 && c.column === 4 && (!initial || initial.column === 4),
  scratchBytes: () => 0,
  multiply(kernels, { rows, columns, depth, a, b, initial, c }) {
    for (let i = 0; i < rows; i++) {
      const row = a.pointer + i * a.row;
      const from = initial ? initial.pointer + i * initial.row : 0;
      const to = c.pointer + i * c.row;
      kernels.multiplyRow(columns, depth, row, a.column, b.pointer, b.row, from, to);
    }
  },
};
