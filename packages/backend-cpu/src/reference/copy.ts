import type { Operand } from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { eachRow, start } from './iterate.ts';

/** output = input, of one dtype. Elements are moved as bits. */
export function copy(memory: LinearMemory, input: Operand, output: Operand): void {
  const data = memory.i32;
  const starts = [start(input), start(output)];
  eachRow(output.shape, starts, [input.strides, output.strides], (length, at, step) => {
    const from = at[0]!;
    const to = at[1]!;
    const stepFrom = step[0]!;
    const stepTo = step[1]!;
    if (stepFrom === 1 && stepTo === 1) data.copyWithin(to, from, from + length);
    else for (let i = 0; i < length; i++) data[to + i * stepTo] = data[from + i * stepFrom]!;
  });
}
