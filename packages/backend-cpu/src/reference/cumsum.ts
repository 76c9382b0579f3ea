import type { Operand } from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { eachRow, elements, start } from './iterate.ts';

/** output[.., i, ..] = Σ_(j ≤ i) input[.., j, ..] along `axis`, kept in double precision. */
export function cumsum(memory: LinearMemory, input: Operand, axis: number, output: Operand): void {
  const data = elements(memory, input.dtype);
  const size = input.shape[axis]!;
  const stepFrom = input.strides[axis]!;
  const stepTo = output.strides[axis]!;
  if (size === 0) return;
  const others = input.shape.with(axis, 1);
  const starts = [start(input), start(output)];
  eachRow(others, starts, [input.strides, output.strides], (length, at, step) => {
    for (let i = 0; i < length; i++) {
      const from = at[0]! + i * step[0]!;
      const to = at[1]! + i * step[1]!;
      let sum = 0;
      for (let j = 0; j < size; j++) {
        sum += data[from + j * stepFrom]!;
        data[to + j * stepTo] = sum;
      }
    }
  });
}
