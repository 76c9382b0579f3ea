import type { LinearMemory } from '../../linear-memory.ts';
import { inPlace, packing } from './blocked.ts';
import { scratchLayout } from './blocks.ts';
import { scalarProducts, singleRow } from './few-rows.ts';
import type { MatmulKernels } from './kernels.ts';
import { multiplyPacked, packColumns, packedBytes } from './packed-columns.ts';
import { transpose, type Product } from './product.ts';
import type { Strategy } from './strategy.ts';

/** The first that takes a product computes it. */
const strategies: readonly Strategy[] = [scalarProducts, singleRow, inPlace, packing];

export interface Plan {
  readonly strategy: Strategy;
  /** Whether Cᵀ = Bᵀ Aᵀ is computed. */
  readonly transposed: boolean;
}

/** How to compute a product; undefined where neither rows nor columns of C are contiguous. */
export function plan(product: Product): Plan | undefined {
  const other = transpose(product);
  for (const strategy of strategies) {
    if (strategy.takes(product)) return { strategy, transposed: false };
    if (strategy.takes(other)) return { strategy, transposed: true };
  }
  return undefined;
}

/** Computes products that differ only in their addresses. */
export function multiplyAll(
  memory: LinearMemory,
  kernels: MatmulKernels,
  { strategy, transposed }: Plan,
  products: Iterable<Product>,
): void {
  let scratch: number | undefined;
  for (const product of products) {
    const oriented = transposed ? transpose(product) : product;
    scratch ??= memory.scratch(strategy.scratchBytes(oriented));
    strategy.multiply(kernels, oriented, scratch);
  }
}

/** Computes products that differ only in their addresses by packing; a B that comes again is packed once. */
export function multiplySharing(
  memory: LinearMemory,
  kernels: MatmulKernels,
  products: Iterable<Product>,
): void {
  let packed: { b: number; at: number; scratch: number } | undefined;
  for (const product of products) {
    if (!packed) {
      const at = memory.scratch(packedBytes(product) + scratchLayout(product).bytes);
      packed = { b: 0, at, scratch: at + packedBytes(product) };
    }
    if (packed.b !== product.b) packColumns(kernels, product, packed.at);
    packed.b = product.b;
    multiplyPacked(kernels, product, packed.at, packed.scratch);
  }
}
