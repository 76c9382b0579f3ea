import { blockColumns, blockDepth, blockRows, scratchLayout } from './blocks.ts';
import type { MatmulKernels } from './kernels.ts';
import type { Product } from './product.ts';

/** Where the panels of a block of B are. */
interface Panels {
  readonly pointer: number;
  /** Bytes from one k to the next. */
  readonly step: number;
  /** Bytes from one panel to the next. */
  readonly panel: number;
}

export interface ColumnRange {
  readonly begin: number;
  readonly end: number;
}

/** The panels of the block of `columns` and `depth` that begins at (`k`, `column`) of B. */
export type PanelsOf = (column: number, columns: number, k: number, depth: number) => Panels;

/** The product by blocks, on panels of B that `panelsOf` provides block by block. C and `initial` have contiguous rows. */
export function multiplyBlocks(
  kernels: MatmulKernels,
  product: Product,
  scratch: number,
  { begin, end }: ColumnRange,
  panelsOf: PanelsOf,
): void {
  const { rows, depth, a, c } = product;
  const layout = scratchLayout(product);
  for (let column = begin; column < end; column += blockColumns) {
    const columns = Math.min(end - column, blockColumns);
    let k = 0;
    do {
      const panelDepth = Math.min(depth - k, blockDepth);
      const { pointer, step, panel } = panelsOf(column, columns, k, panelDepth);
      // After the first block of k, C holds the sum so far.
      const initial = k === 0 ? product.initial : c;
      for (let row = 0; row < rows; row += blockRows) {
        const height = Math.min(rows - row, blockRows);
        const block = a.pointer + row * a.row + k * a.column;
        kernels.packRows(block, a.row, a.column, height, panelDepth, scratch + layout.rows);
        kernels.multiplyPanels(
          height,
          columns,
          panelDepth,
          scratch + layout.rows,
          pointer,
          step,
          panel,
          initial ? initial.pointer + row * initial.row + 4 * column : 0,
          initial ? initial.row : 0,
          c.pointer + row * c.row + 4 * column,
          c.row,
          scratch + layout.edge,
        );
      }
      k += panelDepth;
    } while (k < depth);
  }
}
