import type { CompareKind, Operand } from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { eachRow, elements, start } from './iterate.ts';

/** NaN differs from everything and is in no order. */
const relations: Readonly<Record<CompareKind, (a: number, b: number) => boolean>> = {
  equal: (a, b) => a === b,
  notEqual: (a, b) => a !== b,
  less: (a, b) => a < b,
  lessEqual: (a, b) => a <= b,
  greater: (a, b) => a > b,
  greaterEqual: (a, b) => a >= b,
};

/** output = whether a and b are so related, element by element. */
export function compare(
  memory: LinearMemory,
  kind: CompareKind,
  a: Operand,
  b: Operand,
  output: Operand,
): void {
  const data = elements(memory, a.dtype);
  const truths = memory.i32;
  const holds = relations[kind];
  const starts = [start(a), start(b), start(output)];
  eachRow(output.shape, starts, [a.strides, b.strides, output.strides], (length, at, step) => {
    let ofA = at[0]!;
    let ofB = at[1]!;
    let to = at[2]!;
    const stepA = step[0]!;
    const stepB = step[1]!;
    const stepTo = step[2]!;
    for (let i = 0; i < length; i++) {
      truths[to] = holds(data[ofA]!, data[ofB]!) ? 1 : 0;
      ofA += stepA;
      ofB += stepB;
      to += stepTo;
    }
  });
}
