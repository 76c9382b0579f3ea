import type { LinearMemory } from '../../linear-memory.ts';
import type { WasmKernels } from '../../wasm-kernels.ts';
import { createArithmetic } from './arithmetic.ts';
import { createCompare } from './compare.ts';
import { createCopy } from './copy.ts';
import { createFill } from './fill.ts';
import { createSelect } from './select.ts';
import { createUnary } from './unary.ts';

type Elementwise = Pick<
  WasmKernels,
  'copy' | 'fill' | 'unary' | 'cast' | 'arithmetic' | 'compare' | 'select'
>;

/** The kernels that compute each element from the elements at its place. */
export function createElementwise(memory: LinearMemory): Required<Elementwise> {
  const copy = createCopy(memory);
  return {
    copy,
    fill: createFill(memory),
    ...createUnary(memory, copy),
    arithmetic: createArithmetic(memory, copy),
    compare: createCompare(memory, copy),
    select: createSelect(memory, copy),
  };
}
