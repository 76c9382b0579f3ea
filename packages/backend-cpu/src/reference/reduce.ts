import type { Operand, ReduceKind } from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { axesOf, eachRow, elements, loopsOver, start, walk, type Row } from './iterate.ts';
import { reductions } from './reductions.ts';

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
  const reduction = reductions[kind](input.dtype !== 'float32');
  const take: Row = (count, at, step) => reduction.take(source, at[0]!, count, step[0]!);
  const reduced = axesOf(input, axes);
  const loops = loopsOver(reduced.shape, [reduced.strides]);
  const kept = input.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const { shape, strides } = axesOf(input, kept);
  const starts = [start(input), start(output)];
  eachRow(shape, starts, [strides, axesOf(output, kept).strides], (length, at, step) => {
    for (let i = 0; i < length; i++) {
      reduction.begin();
      walk(loops, [at[0]! + i * step[0]!], take);
      target[at[1]! + i * step[1]!] = reduction.result();
    }
  });
}
