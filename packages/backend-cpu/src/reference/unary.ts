import {
  unaryDefinitions,
  type DType,
  type Operand,
  type UnaryDefinition,
  type UnaryKind,
} from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { eachRow, elements, start } from './iterate.ts';

const definitions: Readonly<Record<UnaryKind, UnaryDefinition>> = unaryDefinitions;

/** The function on a dtype: float32 is computed in double precision and rounded once. */
function functionOf(kind: UnaryKind, dtype: DType): (x: number) => number {
  const { value, integers } = definitions[kind];
  return dtype !== 'float32' && typeof integers === 'function' ? integers : value;
}

/** output = f(input), element by element. */
export function unary(
  memory: LinearMemory,
  kind: UnaryKind,
  input: Operand,
  output: Operand,
): void {
  const data = elements(memory, input.dtype);
  const f = functionOf(kind, input.dtype);
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
