import type { ArithmeticKind, Operand } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import { library, type WgslFunction } from '../../wgsl/library.ts';
import { power } from '../../wgsl/power.ts';
import { isNan } from '../../wgsl/special-values.ts';
import { launchElementwise } from './launch-elementwise.ts';

/** The greater or the lesser of two numbers, NaN if either is: `max` and `min` drop it. */
function extreme(name: string, relation: string): WgslFunction {
  return {
    calls: [isNan],
    code: `
fn ${name}(a: f32, b: f32) -> f32 {
  let ordered = select(b, a, a ${relation} b);
  return select(ordered, a, isNan(a));
}`,
  };
}

const functions: Readonly<Partial<Record<ArithmeticKind, WgslFunction>>> = {
  pow: power,
  maximum: extreme('greaterOf', '>='),
  minimum: extreme('lesserOf', '<='),
};

const onFloats: Readonly<Record<ArithmeticKind, (a: string, b: string) => string>> = {
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `${a} * ${b}`,
  div: (a, b) => `${a} / ${b}`,
  pow: (a, b) => `power(${a}, ${b})`,
  maximum: (a, b) => `greaterOf(${a}, ${b})`,
  minimum: (a, b) => `lesserOf(${a}, ${b})`,
  wherePositive: (a, b) => `select(${a}, 0.0, ${b} <= 0.0)`,
};

const onIntegers: typeof onFloats = {
  ...onFloats,
  maximum: (a, b) => `max(${a}, ${b})`,
  minimum: (a, b) => `min(${a}, ${b})`,
};

/** output = f(a, b), element by element. */
export function arithmetic(
  gpu: GpuContext,
  kind: ArithmeticKind,
  a: Operand,
  b: Operand,
  output: Operand,
): void {
  const isFloat = a.dtype === 'float32';
  const needed = isFloat ? functions[kind] : undefined;
  launchElementwise(gpu, [a, b], output, {
    key: `${kind} ${a.dtype}`,
    functions: () => (needed ? library(needed) : ''),
    value: (isFloat ? onFloats : onIntegers)[kind],
  });
}
