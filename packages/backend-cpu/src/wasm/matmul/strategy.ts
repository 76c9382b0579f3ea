import type { MatmulKernels } from './kernels.ts';
import type { Product } from './product.ts';

/** One way to compute a product. */
export interface Strategy {
  /** Whether it can, and should, compute products of this form. */
  takes(product: Product): boolean;
  /** Bytes of working space that `multiply` needs. */
  scratchBytes(product: Product): number;
  multiply(kernels: MatmulKernels, product: Product, scratch: number): void;
}
