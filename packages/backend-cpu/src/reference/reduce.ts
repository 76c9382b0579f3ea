import type { Operand, ReduceKind } from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { axesOf, eachRow, elements, start } from './iterate.ts';
import { reducers } from './reducers.ts';

/** Combines the elements along `axes`, at which `output` has size 1. */
export function reduce(
  memory: LinearMemory,
  kind: ReduceKind,
  input: Operand,
  axes: readonly number[],
  output: Operand,
): void {
  const source = elements(memory, input.dtype);
  const target = elements(memory, output.dtype);
  const reducer = reducers[kind];
  const integers = input.dtype !== 'float32';
  const kept = input.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const outer = axesOf(input, kept);
  const inner = axesOf(input, axes);
  const starts = [start(input), start(output)];
  const outputStrides = axesOf(output, kept).strides;
  eachRow(outer.shape, starts, [outer.strides, outputStrides], (length, at, step) => {
    for (let i = 0; i < length; i++) {
      const state = reducer(integers);
      const from = at[0]! + i * step[0]!;
      eachRow(inner.shape, [from], [inner.strides], (count, first, stride) => {
        state.take(source, first[0]!, count, stride[0]!);
      });
      target[at[1]! + i * step[1]!] = state.result();
    }
  });
}
