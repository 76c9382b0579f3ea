import { packing } from '../matmul/blocked.ts';
import { scratchLayout } from '../matmul/blocks.ts';
import { scalarProducts, rowSums } from '../matmul/few-rows.ts';
import type { MatmulKernels } from '../matmul/kernels.ts';
import { multiply, plan, scratchBytes } from '../matmul/multiply.ts';
import { multiplyPacked, packColumns, packedBytes } from '../matmul/packed-columns.ts';
import type { Product } from '../matmul/product.ts';

/** A product that is computed again and again with the same B, in a working space of `bytes`. */
export interface RepeatedProduct {
  readonly bytes: number;
  /** Prepares B. `space` must stay as it is as long as the function that is returned, which computes `product`, is used. */
  prepare(space: number): (product: Product) => void;
}

/** Packs B once; few rows are multiplied by B as it lies. `first` stands for all products in its sizes, strides and B. */
export function repeatedProduct(kernels: MatmulKernels, first: Product): RepeatedProduct {
  const way = plan(first) ?? { strategy: packing, transposed: false };
  if (way.strategy === scalarProducts || way.strategy === rowSums) {
    return {
      bytes: scratchBytes(way, first),
      prepare: (space) => (product) => multiply(kernels, way, product, space),
    };
  }
  return {
    bytes: packedBytes(first) + scratchLayout(first).bytes,
    prepare: (space) => {
      packColumns(kernels, first, space);
      const scratch = space + packedBytes(first);
      return (product) => multiplyPacked(kernels, product, space, scratch);
    },
  };
}
