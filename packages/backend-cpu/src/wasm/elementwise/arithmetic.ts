import type { ArithmeticKind, Operand } from '@rondo/tensor';
import type { LinearMemory } from '../../linear-memory.ts';
import { type Expr, f32x4, i32x4, type Local } from '../assembler/index.ts';
import { kernelModule } from '../kernel-module.ts';
import { binaryPatterns, type BinaryKernels, runBinary } from './binary.ts';
import { defineElementwise } from './define-elementwise.ts';
import { type Copy, withGathered } from './gathered.ts';

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
};

/** Each function on int32 and bool. */
const onIntegers: Readonly<Record<ArithmeticKind, Compute | undefined>> = {
  add: i32x4.add,
  sub: i32x4.sub,
  mul: i32x4.mul,
  div: undefined,
  pow: undefined,
  maximum: i32x4.max_s,
  minimum: i32x4.min_s,
};

/** output = f(a, b) for operands with any strides. */
export function createArithmetic(
  memory: LinearMemory,
  copy: Copy,
): (kind: ArithmeticKind, a: Operand, b: Operand, output: Operand) => boolean {
  const kernels = kernelModule<BinaryKernels>(memory, (module) => {
    for (const [suffix, table] of [
      ['float', onFloats],
      ['integer', onIntegers],
    ] as const) {
      for (const [kind, compute] of Object.entries(table)) {
        if (!compute) continue;
        defineElementwise(module, `${kind}:${suffix}`, binaryPatterns, (_, [a, b]) =>
          compute(a!, b!),
        );
      }
    }
  });
  return (kind, a, b, output) => {
    const isFloat = output.dtype === 'float32';
    if (!(isFloat ? onFloats : onIntegers)[kind]) return false;
    const name = isFloat ? `${kind}:float` : `${kind}:integer`;
    withGathered(memory, copy, [a, b], (inputs) => runBinary(kernels(), name, inputs, output));
    return true;
  };
}
