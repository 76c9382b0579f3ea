import type { Operand, UnaryKind, unaryDefinitions } from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { erf, erfc } from './error-function.ts';
import { eachRow, elements, start } from './iterate.ts';

type NumberFunction = (x: number) => number;

/** Each function on float32, computed in double precision and rounded once. */
const functions: Readonly<Record<UnaryKind, NumberFunction>> = {
  neg: (x) => -x,
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundHalfToEven,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sqrt: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
  square: (x) => x * x,
  reciprocal: (x) => 1 / x,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  relu: (x) => Math.max(x, 0),
  gelu: (x) => 0.5 * x * erfc(-x * Math.SQRT1_2),
  geluTanh: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  silu: (x) => x / (1 + Math.exp(-x)),
  erf,
};

type IntegerKind = {
  [Kind in UnaryKind]: (typeof unaryDefinitions)[Kind] extends { integers: true } ? Kind : never;
}[UnaryKind];

/** Those that take int32 too; results wrap around at 32 bits. */
const integerFunctions: Readonly<Record<IntegerKind, NumberFunction>> = {
  neg: (x) => -x,
  abs: Math.abs,
  sign: Math.sign,
  square: (x) => Math.imul(x, x),
};

function roundHalfToEven(x: number): number {
  return Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x);
}

/** output = f(input), element by element. */
export function unary(
  memory: LinearMemory,
  kind: UnaryKind,
  input: Operand,
  output: Operand,
): void {
  const data = elements(memory, input.dtype);
  const f = input.dtype === 'float32' ? functions[kind] : integerFunctions[kind as IntegerKind];
  const starts = [start(input), start(output)];
  eachRow(output.shape, starts, [input.strides, output.strides], (length, at, step) => {
    let from = at[0]!;
    let to = at[1]!;
    const stepFrom = step[0]!;
    const stepTo = step[1]!;
    for (let i = 0; i < length; i++) {
      data[to] = f(data[from]!);
      from += stepFrom;
      to += stepTo;
    }
  });
}
