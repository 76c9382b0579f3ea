import type { LinearMemory } from '../../linear-memory.ts';
import type { WasmKernels } from '../../wasm-kernels.ts';
import { createArithmetic } from './arithmetic.ts';
import { createCompare } from './compare.ts';
import type { Copy } from './gathered.ts';
import { createSelect } from './select.ts';
import { createUnary } from './unary.ts';

type Elementwise = Pick<WasmKernels, 'unary' | 'cast' | 'arithmetic' | 'compare' | 'select'>;

/** The kernels that compute each element from the elements at its place. */
export function createElementwise(memory: LinearMemory, copy: Copy): Required<Elementwise> {
  return {
    ...createUnary(memory, copy),
    arithmetic: createArithmetic(memory, copy),
    compare: createCompare(memory, copy),
    select: createSelect(memory, copy),
  };
}
