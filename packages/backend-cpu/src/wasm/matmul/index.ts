import type { MatmulOptions, Operand } from '@rondo/tensor';
import type { LinearMemory } from '../../linear-memory.ts';
import { batch, biasProduct, firstProduct, withBias } from './batch.ts';
import { packing } from './blocked.ts';
import { compileMatmul } from './kernels.ts';
import { multiplyAll, multiplySharing, plan } from './multiply.ts';

export { compileMatmul, type MatmulKernels } from './kernels.ts';
export { rowRange, type Product } from './product.ts';

/** The matrix product of the backend; false, with nothing done, where it does not take the operands. */
export type Matmul = (a: Operand, b: Operand, output: Operand, options?: MatmulOptions) => boolean;

/**
 * Batched float32 products of matrices with any strides, 0 and negative ones included, into an output whose rows or columns are
 * contiguous: packed panels and register tiles, with ways of their own for few rows (Goto & van de Geijn, "Anatomy of
 * High-Performance Matrix Multiplication", 2008).
 */
export function createMatmul(memory: LinearMemory, kernels = compileMatmul(memory.memory)): Matmul {
  return (a, b, output, { bias, accumulate = false } = {}) => {
    if (output.dtype !== 'float32') return false;
    if (output.shape.includes(0)) return true;
    const plain = firstProduct(a, b, output, accumulate);
    const first = (bias && withBias(plain, bias)) ?? plain;
    const way = plan(first);
    if (!way) return false;
    const products = batch(first, a, b, output);
    const isShared = b.strides.slice(0, -2).some((stride, i) => stride === 0 && b.shape[i]! > 1);
    if (isShared && way.strategy === packing && !way.transposed) {
      multiplySharing(memory, kernels, products);
    } else multiplyAll(memory, kernels, way, products);

    if (bias && first === plain) {
      const one = memory.allocate(4);
      memory.f32[one.pointer / 4] = 1;
      const biases = biasProduct(plain, bias, one.pointer);
      multiplyAll(memory, kernels, plan(biases)!, batch(biases, a, b, output));
      memory.free(one);
    }
    return true;
  };
}
