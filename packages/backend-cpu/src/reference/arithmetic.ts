import type { ArithmeticKind, Operand } from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { eachRow, elements, start } from './iterate.ts';

type NumberFunction = (a: number, b: number) => number;

/** Each function of two numbers, computed in double precision and rounded once. */
const functions: Readonly<Record<ArithmeticKind, NumberFunction>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: power,
  maximum: (a, b) => Math.max(a, b),
  minimum: (a, b) => Math.min(a, b),
};

/** IEEE 754 pow: 1 to any power is 1, and so is -1 to an infinite one (JavaScript says NaN). */
function power(a: number, b: number): number {
  return a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b;
}

/** output = f(a, b), element by element. Whole numbers wrap around at 32 bits. */
export function arithmetic(
  memory: LinearMemory,
  kind: ArithmeticKind,
  a: Operand,
  b: Operand,
  output: Operand,
): void {
  const data = elements(memory, output.dtype);
  const f = kind === 'mul' && output.dtype !== 'float32' ? Math.imul : functions[kind];
  const starts = [start(a), start(b), start(output)];
  eachRow(output.shape, starts, [a.strides, b.strides, output.strides], (length, at, step) => {
    let ofA = at[0]!;
    let ofB = at[1]!;
    let to = at[2]!;
    const stepA = step[0]!;
    const stepB = step[1]!;
    const stepTo = step[2]!;
    for (let i = 0; i < length; i++) {
      data[to] = f(data[ofA]!, data[ofB]!);
      ofA += stepA;
      ofB += stepB;
      to += stepTo;
    }
  });
}
