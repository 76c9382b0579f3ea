import type { Operand } from '@rondo/tensor';
import type { LinearMemory } from '../linear-memory.ts';
import { eachRow, start } from './iterate.ts';

/** output = condition ? a : b, element by element. Elements are moved as bits. */
export function select(
  memory: LinearMemory,
  condition: Operand,
  a: Operand,
  b: Operand,
  output: Operand,
): void {
  const data = memory.i32;
  const starts = [start(condition), start(a), start(b), start(output)];
  const strides = [condition.strides, a.strides, b.strides, output.strides];
  eachRow(output.shape, starts, strides, (length, at, step) => {
    const [ofCondition, ofA, ofB, to] = at as [number, number, number, number];
    const [stepCondition, stepA, stepB, stepTo] = step as [number, number, number, number];
    for (let i = 0; i < length; i++) {
      const chosen =
        data[ofCondition + i * stepCondition] === 0 ? ofB + i * stepB : ofA + i * stepA;
      data[to + i * stepTo] = data[chosen]!;
    }
  });
}
