import { gemmScratchBytes } from '../gemm/define-gemm.ts';
import { dotsScratchBytes, type Way } from './define-matmul.ts';
import { transpose, type Product } from './product.ts';

/** Up to so many rows, scalar products are faster than packing B. */
const fewRows = 16;
/** Shorter scalar products spend their time on adding up the lanes. */
const minimumDepth = 16;
/** Up to so many rows, reading B once for each is faster than a tile that is half empty. */
const rowsReadingB = 2;

/** How to compute a product. */
export interface Plan {
  readonly way: Way;
  readonly product: Product;
  /** Bytes of working space for a stripe of such a size. */
  readonly scratchBytes: (size: Pick<Product, 'rows' | 'columns' | 'depth'>) => number;
}

/** Ways to compute a product, the first that takes it does. The choice depends on the whole product, never on a stripe of it. */
const ways: readonly {
  readonly way: Way;
  readonly takes: (product: Product) => boolean;
  readonly scratchBytes: Plan['scratchBytes'];
}[] = [
  {
    way: 'dots',
    takes: ({ rows, depth, b }) => rows <= fewRows && depth >= minimumDepth && b.row === 4,
    scratchBytes: dotsScratchBytes,
  },
  {
    way: 'rows',
    takes: (product) =>
      product.rows <= rowsReadingB &&
      product.depth > 0 &&
      product.b.column === 4 &&
      writesRows(product),
    scratchBytes: () => 4,
  },
  { way: 'blocks', takes: writesRows, scratchBytes: gemmScratchBytes },
];

function writesRows({ initial, c }: Product): boolean {
  return c.column === 4 && (!initial || initial.column === 4);
}

/** Undefined where neither rows nor columns of C are contiguous. */
export function plan(product: Product): Plan | undefined {
  let other: Product | undefined;
  for (const { way, takes, scratchBytes } of ways) {
    if (takes(product)) return { way, product, scratchBytes };
    other ??= transpose(product);
    if (takes(other)) return { way, product: other, scratchBytes };
  }
  return undefined;
}
