import type { LinearMemory } from '../../linear-memory.ts';
import { batch, type BatchAxes } from './batch.ts';
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

/** Computes the products of a batch. A B that comes again is packed once. */
export function multiplyAll(
  memory: LinearMemory,
  kernels: MatmulKernels,
  { strategy, transposed }: Plan,
  first: Product,
  axes: BatchAxes,
): void {
  const repeatsB = axes.b.some((stride, axis) => stride === 0 && axes.sizes[axis]! > 1);
  if (repeatsB && strategy === packing && !transposed) {
    multiplySharing(memory, kernels, first, axes);
    return;
  }
  const orient = (product: Product) => (transposed ? transpose(product) : product);
  const scratch = memory.scratch(strategy.scratchBytes(orient(first)));
  for (const product of batch(first, axes)) strategy.multiply(kernels, orient(product), scratch);
}

function multiplySharing(
  memory: LinearMemory,
  kernels: MatmulKernels,
  first: Product,
  axes: BatchAxes,
): void {
  const packed = memory.scratch(packedBytes(first) + scratchLayout(first).bytes);
  const scratch = packed + packedBytes(first);
  let packedB: number | undefined;
  for (const product of batch(first, axes)) {
    if (packedB !== product.b) packColumns(kernels, product, packed);
    packedB = product.b;
    multiplyPacked(kernels, product, packed, scratch);
  }
}
