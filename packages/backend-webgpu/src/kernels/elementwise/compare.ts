import type { CompareKind, Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { library } from '../../wgsl/library.ts';
import { isNan } from '../../wgsl/special-values.ts';
import { launchElementwise } from './launch-elementwise.ts';

const relations: Readonly<Record<CompareKind, string>> = {
  equal: '==',
  notEqual: '!=',
  less: '<',
  lessEqual: '<=',
  greater: '>',
  greaterEqual: '>=',
};

/** output = a ∘ b as 0 or 1. NaN, which compilers think is nowhere, is unequal to everything and in no order. */
export function compare(
  gpu: GpuContext,
  kind: CompareKind,
  a: Operand,
  b: Operand,
  output: Operand,
): void {
  const isFloat = a.dtype === 'float32';
  const withNan = kind === 'notEqual' ? 'true' : 'false';
  launchElementwise(gpu, [a, b], output, {
    key: `${kind} ${a.dtype}`,
    functions: () => (isFloat ? library(isNan) : ''),
    value: (x, y) => {
      const holds = `${x} ${relations[kind]} ${y}`;
      return isFloat
        ? `select(0, 1, select(${holds}, ${withNan}, isNan(${x}) || isNan(${y})))`
        : `select(0, 1, ${holds})`;
    },
  });
}
