import type { CompareKind, Operand } from '@rondo/tensor';
import type { LinearMemory } from '../../linear-memory.ts';
import { type Expr, f32x4, i32x4, type Local, v128 } from '../assembler/index.ts';
import { kernelModule } from '../kernel-module.ts';
import { binaryPatterns, type BinaryKernels, runBinary } from './binary.ts';
import { defineElementwise } from './define-elementwise.ts';
import { type Copy, withGathered } from './gathered.ts';

type Compute = (a: Local<'v128'>, b: Local<'v128'>) => Expr<'v128'>;

/** The mask of each comparison, on float32 and on int32 or bool. NaN differs from everything and is in no order. */
const masks: Readonly<Record<CompareKind, { float: Compute; integer: Compute }>> = {
  equal: { float: f32x4.eq, integer: i32x4.eq },
  notEqual: { float: f32x4.ne, integer: i32x4.ne },
  less: { float: f32x4.lt, integer: i32x4.lt_s },
  lessEqual: { float: f32x4.le, integer: i32x4.le_s },
  greater: { float: f32x4.gt, integer: i32x4.gt_s },
  greaterEqual: { float: f32x4.ge, integer: i32x4.ge_s },
};

/** output = whether a and b are so related, for operands with any strides. */
export function createCompare(
  memory: LinearMemory,
  copy: Copy,
): (kind: CompareKind, a: Operand, b: Operand, output: Operand) => boolean {
  const kernels = kernelModule<BinaryKernels>(memory, (module) => {
    for (const [kind, mask] of Object.entries(masks)) {
      for (const type of ['float', 'integer'] as const) {
        defineElementwise(module, `${kind}:${type}`, binaryPatterns, (_, [a, b]) =>
          v128.and(mask[type](a!, b!), i32x4.splat(1)),
        );
      }
    }
  });
  return (kind, a, b, output) => {
    const name = a.dtype === 'float32' ? `${kind}:float` : `${kind}:integer`;
    withGathered(memory, copy, [a, b], (inputs) => runBinary(kernels(), name, inputs, output));
    return true;
  };
}
