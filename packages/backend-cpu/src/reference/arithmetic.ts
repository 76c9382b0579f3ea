import {
  arithmeticDefinitions,
  type ArithmeticDefinition,
  type ArithmeticKind,
  type DType,
  type Operand,
} from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { eachRow, elements, start } from './iterate.ts';

const definitions: Readonly<Record<ArithmeticKind, ArithmeticDefinition>> = arithmeticDefinitions;

/** The function on a dtype: float32 is computed in double precision and rounded once. */
function functionOf(kind: ArithmeticKind, dtype: DType): (a: number, b: number) => number {
  const { value, integers } = definitions[kind];
  return dtype !== 'float32' && typeof integers === 'function' ? integers : value;
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
  const f = functionOf(kind, output.dtype);
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
