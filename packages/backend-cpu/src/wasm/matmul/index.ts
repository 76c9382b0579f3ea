import type { MatmulOptions, Operand } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { kernelModules } from '../kernel-module.ts';
import { eachRegular } from './batch-axes.ts';
import { type MatmulKernels, matmulModules, type Way } from './define-matmul.ts';
import { jobBytes, writeJob } from './job.ts';
import { biasProduct, productOf, withBias } from './operands.ts';
import { plan, type Plan } from './plan.ts';
import type { Product } from './product.ts';
import { divide } from './stripes.ts';

/** The matrix product of the backend; false, with nothing done, where it does not take the operands. */
export type Matmul = (a: Operand, b: Operand, output: Operand, options?: MatmulOptions) => boolean;

/**
 * Batched float32 products of matrices with any strides, 0 and negative ones included, into an output whose rows or columns are
 * contiguous: packed panels and register tiles, with ways of their own for few rows (Goto & van de Geijn, "Anatomy of
 * High-Performance Matrix Multiplication", 2008).
 */
export function createMatmul(context: KernelContext): Matmul {
  const { memory, team } = context;
  const kernels = kernelModules<Way, MatmulKernels>(context, matmulModules);
  const job = memory.allocate(jobBytes).pointer;

  const run = (how: Plan): void => {
    const { product, way, scratchBytes } = how;
    const { stripes, ranges } = divide(team, how);
    const scratch = team.scratch(
      scratchBytes({
        rows: stripes.rows || product.rows,
        columns: stripes.columns || product.columns,
        depth: product.depth,
      }),
    );
    writeJob(memory, job, product, stripes, scratch);
    if (ranges.length === 1) kernels[way]().run(0, ranges[0]![0], ranges[0]![1], job);
    else
      team.run(
        kernels[way].team('run'),
        ranges.map(([begin, end]) => [begin, end, job]),
      );
  };

  /** Computes a product for which `how` is a plan, or its matrices in a more regular order. */
  const multiply = (product: Product, how: Plan): void => {
    if (product.batch.length === 0) run(how);
    else eachRegular(product, (regular) => run(plan(regular)!));
  };

  return (a, b, output, options = {}) => {
    if (output.dtype !== 'float32') return false;
    const product = productOf(a, b, output, options);
    const { bias } = options;
    const seeded = bias ? withBias(product, bias) : product;
    const direct = seeded && plan(seeded);
    if (direct) {
      if (!output.shape.includes(0)) multiply(seeded, direct);
      return true;
    }
    const plain = { ...product, floor: -Infinity };
    const indirect = plan(plain);
    if (!indirect) return false;
    if (output.shape.includes(0)) return true;
    const one = memory.allocate(4);
    try {
      memory.f32[one.pointer / 4] = 1;
      multiply(plain, indirect);
      const biases = biasProduct(product, bias!, one.pointer);
      multiply(biases, plan(biases)!);
    } finally {
      memory.free(one);
    }
    return true;
  };
}
