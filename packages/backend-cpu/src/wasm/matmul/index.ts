import type { MatmulOptions, Operand } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { batchAxes, biasProduct, firstProduct, outputAxes, withBias } from './batch.ts';
import { compileMatmul } from './kernels.ts';
import { multiplyAll, plan } from './multiply.ts';

/** The matrix product of the backend; false, with nothing done, where it does not take the operands. */
export type Matmul = (a: Operand, b: Operand, output: Operand, options?: MatmulOptions) => boolean;

/**
 * Batched float32 products of matrices with any strides, 0 and negative ones included, into an output whose rows or columns are
 * contiguous: packed panels and register tiles, with ways of their own for few rows (Goto & van de Geijn, "Anatomy of
 * High-Performance Matrix Multiplication", 2008).
 */
export function createMatmul(context: KernelContext): Matmul {
  const { memory } = context;
  const kernels = compileMatmul(memory.memory);
  return (a, b, output, { bias, accumulate = false } = {}) => {
    if (output.dtype !== 'float32') return false;
    if (output.shape.includes(0)) return true;
    const axes = batchAxes(a, b, output);
    const plain = firstProduct(a, b, output, accumulate);
    const seeded = bias && withBias(plain, bias);
    const seededPlan = seeded && plan(seeded);
    if (seededPlan) {
      multiplyAll(memory, kernels, seededPlan, seeded, axes);
      return true;
    }
    const plainPlan = plan(plain);
    if (!plainPlan) return false;
    if (!bias) {
      multiplyAll(memory, kernels, plainPlan, plain, axes);
      return true;
    }
    const one = memory.allocate(4);
    try {
      memory.f32[one.pointer / 4] = 1;
      const biases = biasProduct(plain, bias, one.pointer);
      const biasPlan = plan(biases);
      if (!biasPlan) return false;
      multiplyAll(memory, kernels, plainPlan, plain, axes);
      multiplyAll(memory, kernels, biasPlan, biases, outputAxes(axes));
      return true;
    } finally {
      memory.free(one);
    }
  };
}
