import type { Operand, UnaryKind } from '@rondo/tensor';
import type { GpuContext } from '../../device/gpu-context.ts';
import {
  exponential,
  exponentialMinus1,
  hyperbolicTangent,
  sigmoid,
} from '../../wgsl/exponential.ts';
import { library, type WgslFunction } from '../../wgsl/library.ts';
import { logarithm, logarithmOf1Plus, softplus } from '../../wgsl/logarithm.ts';
import { errorFunction, gelu, geluTanh, silu } from '../../wgsl/normal-distribution.ts';
import { isNan } from '../../wgsl/special-values.ts';
import { cosine, sine } from '../../wgsl/trigonometry.ts';
import { launchElementwise } from './launch-elementwise.ts';

/** An elementwise function in WGSL. */
interface Formula {
  readonly value: (x: string) => string;
  readonly calls?: readonly WgslFunction[];
}

function call(name: string, own: WgslFunction): Formula {
  return { value: (x) => `${name}(${x})`, calls: [own] };
}

const formulas: Readonly<Record<UnaryKind, Formula>> = {
  neg: { value: (x) => `-${x}` },
  abs: { value: (x) => `abs(${x})` },
  // The sign of WGSL is 0 for NaN.
  sign: { value: (x) => `select(sign(${x}), ${x}, isNan(${x}))`, calls: [isNan] },
  floor: { value: (x) => `floor(${x})` },
  ceil: { value: (x) => `ceil(${x})` },
  round: { value: (x) => `round(${x})` },
  exp: call('exponential', exponential),
  expm1: call('exponentialMinus1', exponentialMinus1),
  log: call('logarithm', logarithm),
  log1p: call('logarithmOf1Plus', logarithmOf1Plus),
  sqrt: { value: (x) => `sqrt(${x})` },
  rsqrt: { value: (x) => `1.0 / sqrt(${x})` },
  square: { value: (x) => `${x} * ${x}` },
  reciprocal: { value: (x) => `1.0 / ${x}` },
  sin: call('sine', sine),
  cos: call('cosine', cosine),
  tanh: call('hyperbolicTangent', hyperbolicTangent),
  sigmoid: call('sigmoid', sigmoid),
  softplus: call('softplus', softplus),
  // Not max, which takes NaN for 0.
  relu: { value: (x) => `select(${x}, 0.0, ${x} < 0.0)` },
  gelu: call('gelu', gelu),
  geluTanh: call('geluTanh', geluTanh),
  silu: call('silu', silu),
  softsign: { value: (x) => `${x} / (1.0 + abs(${x}))` },
  erf: call('errorFunction', errorFunction),
};

/** Functions of whole numbers that are others. */
const onIntegers: Readonly<Partial<Record<UnaryKind, Formula>>> = {
  sign: { value: (x) => `sign(${x})` },
};

/** output = f(input), element by element. */
export function unary(gpu: GpuContext, kind: UnaryKind, input: Operand, output: Operand): void {
  const ofIntegers = input.dtype === 'float32' ? undefined : onIntegers[kind];
  const { value, calls = [] } = ofIntegers ?? formulas[kind];
  launchElementwise(gpu, [input], output, {
    key: `${kind} ${input.dtype}`,
    functions: () => library(...calls),
    value: value,
  });
}
