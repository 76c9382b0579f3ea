import type { Operand } from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { eachRow, elements, start } from './iterate.ts';

/** output = value; of bool tensors: value ≠ 0. */
export function fill(memory: LinearMemory, output: Operand, value: number): void {
  const data = elements(memory, output.dtype);
  const stored = output.dtype === 'bool' ? Number(value !== 0) : value;
  eachRow(output.shape, [start(output)], [output.strides], (length, at, step) => {
    const to = at[0]!;
    const stepTo = step[0]!;
    if (length === 1) data[to] = stored;
    else if (stepTo === 1) data.fill(stored, to, to + length);
    else for (let i = 0; i < length; i++) data[to + i * stepTo] = stored;
  });
}
