import type { Operand } from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { checkIndex } from './check-index.ts';
import { eachRow, start } from './iterate.ts';

/**
 * output[.., j, ..] = input[.., indices[.., j, ..], ..] along `axis`. Elements are moved as bits.
 * @throws RangeFault when an index is outside the axis.
 */
export function gather(
  memory: LinearMemory,
  input: Operand,
  axis: number,
  indices: Operand,
  output: Operand,
): void {
  const data = memory.i32;
  const size = input.shape[axis]!;
  const stepAxis = input.strides[axis]!;
  const starts = [start(indices), start(input), start(output)];
  const strides = [indices.strides, input.strides.with(axis, 0), output.strides];
  eachRow(output.shape, starts, strides, (length, at, step) => {
    const [ofIndex, from, to] = at as [number, number, number];
    const [stepIndex, stepFrom, stepTo] = step as [number, number, number];
    if (stepIndex === 0 && stepFrom === 1 && stepTo === 1) {
      const index = data[ofIndex]!;
      checkIndex('gather', index, axis, size);
      const first = from + index * stepAxis;
      data.copyWithin(to, first, first + length);
      return;
    }
    for (let i = 0; i < length; i++) {
      const index = data[ofIndex + i * stepIndex]!;
      checkIndex('gather', index, axis, size);
      data[to + i * stepTo] = data[from + i * stepFrom + index * stepAxis]!;
    }
  });
}
