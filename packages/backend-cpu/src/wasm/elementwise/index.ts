import type { KernelContext } from '../../kernel-context.ts';
import type { WasmKernels } from '../../wasm-kernels.ts';
import { createArithmetic } from './arithmetic.ts';
import { createCompare } from './compare.ts';
import { createGelu } from './gelu.ts';
import type { Copy } from './gathered.ts';
import { createSelect } from './select.ts';
import { createUnary } from './unary.ts';

type Elementwise = Pick<WasmKernels, 'unary' | 'cast' | 'arithmetic' | 'compare' | 'select'>;

/** The kernels that compute each element from the elements at its place. */
export function createElementwise(
  context: KernelContext,
  copy: Copy,
): Required<Elementwise> & {
  readonly fused: Pick<Required<WasmKernels['fused']>, 'gaussianErrorLinearUnit'>;
} {
  const { unary, cast } = createUnary(context, copy);
  return {
    unary,
    cast,
    arithmetic: createArithmetic(context, copy),
    compare: createCompare(context, copy),
    select: createSelect(context, copy),
    fused: { gaussianErrorLinearUnit: createGelu(context, unary) },
  };
}
