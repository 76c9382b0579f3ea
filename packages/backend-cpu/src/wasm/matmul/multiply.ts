import type { LinearMemory } from '../../linear-memory.ts';
import { batch, type BatchAxes } from './batch.ts';
import { inPlace, packing } from './blocked.ts';
import { scratchLayout } from './blocks.ts';
import { scalarProducts, rowSums } from './few-rows.ts';
import type { MatmulKernels } from './kernels.ts';
import { multiplyPacked, packColumns, packedBytes } from './packed-columns.ts';
import { transpose, type Product } from './product.ts';
import type { Strategy } from './strategy.ts';

/** The first that takes a product computes it. */
const strategies: readonly Strategy[] = [scalarProducts, rowSums, inPlace, packing];

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

/** Computes one product of the form that was planned. `scratch` has the bytes that `scratchBytes` of the plan says. */
export function multiply(
  kernels: MatmulKernels,
  way: Plan,
  product: Product,
  scratch: number,
): void {
  way.strategy.multiply(kernels, way.transposed ? transpose(product) : product, scratch);
}

export function scratchBytes({ strategy, transposed }: Plan, product: Product): number {
  return strategy.scratchBytes(transposed ? transpose(product) : product);
}

/** Computes the products of a batch. A B that comes again is packed once. */
export function multiplyAll(
  memory: LinearMemory,
  kernels: MatmulKernels,
  way: Plan,
  first: Product,
  axes: BatchAxes,
): void {
  const repeatsB = axes.b.some((stride, axis) => stride === 0 && axes.sizes[axis]! > 1);
  if (repeatsB && way.strategy === packing && !way.transposed) {
    multiplySharing(memory, kernels, first, axes);
    return;
  }
  const scratch = memory.scratch(scratchBytes(way, first));
  if (axes.sizes.length === 0) multiply(kernels, way, first, scratch);
  else for (const product of batch(first, axes)) multiply(kernels, way, product, scratch);
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
    if (packedB !== product.b.pointer) packColumns(kernels, product, packed);
    packedB = product.b.pointer;
    multiplyPacked(kernels, product, packed, scratch);
  }
}
