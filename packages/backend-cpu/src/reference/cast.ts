import type { DType, Operand } from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { eachRow, elements, start } from './iterate.ts';

const conversions: Readonly<Record<DType, (x: number) => number>> = {
  float32: (x) => x,
  /** Drops the fraction; NaN becomes 0 and what is too large the nearest int32. */
  int32: (x) => Math.min(Math.max(Math.trunc(x), -(2 ** 31)), 2 ** 31 - 1),
  bool: (x) => Number(x !== 0),
};

/** output = input, converted to the dtype of the output. */
export function cast(memory: LinearMemory, input: Operand, output: Operand): void {
  const source = elements(memory, input.dtype);
  const target = elements(memory, output.dtype);
  const convert = conversions[output.dtype];
  const starts = [start(input), start(output)];
  eachRow(output.shape, starts, [input.strides, output.strides], (length, at, step) => {
    let from = at[0]!;
    let to = at[1]!;
    const stepFrom = step[0]!;
    const stepTo = step[1]!;
    for (let i = 0; i < length; i++) {
      target[to] = convert(source[from]!);
      from += stepFrom;
      to += stepTo;
    }
  });
}
