import type { CompareKind, Operand } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { type Expr, f32x4, i32x4, type Local, v128 } from '../assembler/index.ts';
import { type Define, kernelModules } from '../kernel-module.ts';
import { eachBlock } from './blocks.ts';
import { defineElementwise } from './define-elementwise.ts';
import { type Copy, withGathered } from './gathered.ts';
import { type ElementwiseKernels, runBlock } from './run-block.ts';

type Compute = (a: Local<'v128'>, b: Local<'v128'>) => Expr<'v128'>;

type Masks = Readonly<Record<CompareKind, Compute>>;

/** The mask of each comparison. NaN differs from everything and is in no order. */
const ofFloats: Masks = {
  equal: f32x4.eq,
  notEqual: f32x4.ne,
  less: f32x4.lt,
  lessEqual: f32x4.le,
  greater: f32x4.gt,
  greaterEqual: f32x4.ge,
};

/** The same for int32 and bool. */
const ofIntegers: Masks = {
  equal: i32x4.eq,
  notEqual: i32x4.ne,
  less: i32x4.lt_s,
  lessEqual: i32x4.le_s,
  greater: i32x4.gt_s,
  greaterEqual: i32x4.ge_s,
};

const modulesOf = (masks: Masks): Record<CompareKind, Define> => {
  const entries = Object.entries(masks).map(([kind, mask]): [string, Define] => [
    kind,
    (module) => defineElementwise(module, 2, (_, [a, b]) => v128.and(mask(a!, b!), i32x4.splat(1))),
  ]);
  return Object.fromEntries(entries) as Record<CompareKind, Define>;
};

const floatModules = modulesOf(ofFloats);
const integerModules = modulesOf(ofIntegers);

/** output = whether a and b are so related, for operands with any strides. */
export function createCompare(
  context: KernelContext,
  copy: Copy,
): (kind: CompareKind, a: Operand, b: Operand, output: Operand) => boolean {
  const { memory, team } = context;
  const floats = kernelModules<CompareKind, ElementwiseKernels>(context, floatModules);
  const integers = kernelModules<CompareKind, ElementwiseKernels>(context, integerModules);
  return (kind, a, b, output) => {
    const kernels = (a.dtype === 'float32' ? floats : integers)[kind];
    withGathered(memory, copy, [a, b], (inputs) =>
      eachBlock([...inputs, output], (...block) => runBlock(team, kernels, ...block)),
    );
    return true;
  };
}
