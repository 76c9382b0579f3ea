import type { Operand } from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { checkIndex } from './check-index.ts';
import { eachRow, elements, start } from './iterate.ts';

/**
 * output[.., indices[.., j, ..], ..] += source[.., j, ..] along `axis`, in the order of the source.
 * @throws RangeFault when an index is outside the axis.
 */
export function scatterAdd(
  memory: LinearMemory,
  source: Operand,
  axis: number,
  indices: Operand,
  output: Operand,
): void {
  const data = elements(memory, output.dtype);
  const places = memory.i32;
  const size = output.shape[axis]!;
  const stepAxis = output.strides[axis]!;
  const starts = [start(indices), start(source), start(output)];
  const strides = [indices.strides, source.strides, output.strides.with(axis, 0)];
  eachRow(source.shape, starts, strides, (length, at, step) => {
    const [ofIndex, from, to] = at as [number, number, number];
    const [stepIndex, stepFrom, stepTo] = step as [number, number, number];
    for (let i = 0; i < length; i++) {
      const index = places[ofIndex + i * stepIndex]!;
      checkIndex('scatterAdd', index, axis, size);
      data[to + i * stepTo + index * stepAxis]! += data[from + i * stepFrom]!;
    }
  });
}
