import type { LinearMemory } from '../../linear-memory.ts';
import { inPlace, packing } from '../matmul/blocked.ts';
import type { MatmulKernels } from '../matmul/kernels.ts';
import type { Matrix, Product } from '../matmul/product.ts';
import { firstSteps } from './first-steps.ts';
import type { Sizes } from './operands.ts';
import { withWorkspace } from './workspace.ts';

export interface ParameterGradients {
  /** Gradient of W_hh h + b_hh of every step, `[N, L, 3H]`. The weight gradient overwrites the rows that `firstSteps` takes out. */
  readonly recurrentGradient: number;
  readonly output: number;
  readonly h0: number;
  readonly lengths: number;
  readonly reverse: boolean;
}

/** dW_hh = Σ over the steps of (gradient of W_hh h + b_hh)ᵀ h, by two products: first steps with h0, others with the outputs. */
export function weightGradient(
  memory: LinearMemory,
  kernels: MatmulKernels,
  sizes: Sizes,
  from: ParameterGradients,
  target: number,
): void {
  const { N, L, H, bytes } = sizes;
  const c: Matrix = { pointer: target, row: bytes, column: 4 };
  // Side by side in memory, the h before a step is the output one row earlier; one row later, if reversed.
  const [step, before] = from.reverse ? [0, 1] : [1, 0];
  const others: Product = {
    rows: 3 * H,
    columns: H,
    depth: N * L - 1,
    a: { pointer: from.recurrentGradient + 3 * step * bytes, row: 4, column: 3 * bytes },
    b: { pointer: from.output + before * bytes, row: bytes, column: 4 },
    initial: c,
    c,
  };
  const workspace = {
    first: 3 * N * bytes,
    scratch: packing.scratchBytes({ ...others, depth: N * L }),
  };
  withWorkspace(memory, workspace, (at) => {
    firstSteps(memory, sizes, from, at.first);
    const a = { ...others.a, pointer: at.first };
    const b = { ...others.b, pointer: from.h0 };
    packing.multiply(kernels, { ...others, depth: N, a, b, initial: undefined }, at.scratch);
    packing.multiply(kernels, others, at.scratch);
  });
}

/** db_hh: the sum over the steps, as a product with ones, whose blocks keep the digits of long sums. */
export function biasGradient(
  memory: LinearMemory,
  kernels: MatmulKernels,
  { N, L, H, bytes }: Sizes,
  { recurrentGradient }: ParameterGradients,
  target: number,
): void {
  const product: Product = {
    rows: 1,
    columns: 3 * H,
    depth: N * L,
    a: { pointer: 0, row: 0, column: 0 },
    b: { pointer: recurrentGradient, row: 3 * bytes, column: 4 },
    initial: undefined,
    c: { pointer: target, row: 3 * bytes, column: 4 },
  };
  withWorkspace(memory, { one: 4, scratch: inPlace.scratchBytes(product) }, (at) => {
    memory.f32[at.one / 4] = 1;
    const a = { ...product.a, pointer: at.one };
    inPlace.multiply(kernels, { ...product, a }, at.scratch);
  });
}
