import type { ArithmeticKind, Operand } from '@rondo/tensor';
import type { KernelContext } from '../../kernel-context.ts';
import { type Expr, f32x4, i32x4, type Local, v128 } from '../assembler/index.ts';
import { type Define, kernelModules } from '../kernel-module.ts';
import { eachBlock } from './blocks.ts';
import { defineElementwise } from './define-elementwise.ts';
import { type Copy, withGathered } from './gathered.ts';
import { type ElementwiseKernels, runBlock } from './run-block.ts';

type Compute = (a: Local<'v128'>, b: Local<'v128'>) => Expr<'v128'>;

/** Each function on float32; `undefined` where the reference kernel does it. */
const onFloats: Readonly<Record<ArithmeticKind, Compute | undefined>> = {
  add: f32x4.add,
  sub: f32x4.sub,
  mul: f32x4.mul,
  div: f32x4.div,
  // e^(b log a) in float32 loses digits in proportion to the exponent.
  pow: undefined,
  maximum: f32x4.max,
  minimum: f32x4.min,
  wherePositive: (a, b) => v128.andnot(a, f32x4.le(b, f32x4.splat(0))),
};

/** Those that the kernel does on int32 and bool, too. */
const onIntegers: Readonly<Partial<Record<ArithmeticKind, Compute>>> = {
  add: i32x4.add,
  sub: i32x4.sub,
  mul: i32x4.mul,
  maximum: i32x4.max_s,
  minimum: i32x4.min_s,
};

const modulesOf = (
  table: Readonly<Partial<Record<ArithmeticKind, Compute | undefined>>>,
): Readonly<Record<string, Define>> =>
  Object.fromEntries(
    Object.entries(table).flatMap(([kind, compute]) => {
      if (!compute) return [];
      const define: Define = (module) =>
        defineElementwise(module, 2, (_, [a, b]) => compute(a!, b!));
      return [[kind, define]];
    }),
  );

const floatModules = modulesOf(onFloats);
const integerModules = modulesOf(onIntegers);

/** output = f(a, b) for operands with any strides. */
export function createArithmetic(
  context: KernelContext,
  copy: Copy,
): (kind: ArithmeticKind, a: Operand, b: Operand, output: Operand) => boolean {
  const { memory, team } = context;
  const ofFloats = kernelModules<string, ElementwiseKernels>(context, floatModules);
  const ofIntegers = kernelModules<string, ElementwiseKernels>(context, integerModules);
  return (kind, a, b, output) => {
    const kernels = (output.dtype === 'float32' ? ofFloats : ofIntegers)[kind];
    if (!kernels) return false;
    withGathered(memory, copy, [a, b], (inputs) =>
      eachBlock([...inputs, output], (...block) => runBlock(team, kernels, ...block)),
    );
    return true;
  };
}
