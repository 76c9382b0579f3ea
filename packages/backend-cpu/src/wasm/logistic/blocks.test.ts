import type { LogisticStep, Operand } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { numbersOf, place, setNumbers } from '../../../test/placed.ts';
import { soloContext } from '../../kernel-context.ts';
import { LinearMemory } from '../../linear-memory.ts';
import * as reference from '../../reference/index.ts';
import { createLogisticUpdate } from './index.ts';

const memory = new LinearMemory();
const update = createLogisticUpdate(soloContext(memory));
const [V, W, D, n, I, K] = [11, 7, 13, 29, 3, 5];

function floats(shape: readonly number[], speed: number): Operand {
  const operand = place(memory, shape);
  const count = shape.reduce((product, size) => product * size, 1);
  setNumbers(
    memory,
    operand,
    Array.from({ length: count }, (_, i) => Math.sin(i * speed)),
  );
  return operand;
}

function indices(shape: readonly [number, number], rows: number, step: number): Operand {
  const operand = place(memory, shape, {}, 'int32');
  const start =
    (operand.buffer as Operand['buffer'] & { pointer: number }).pointer / 4 + operand.offset;
  // One of rows + 2 names none.
  for (let i = 0; i < shape[0] * shape[1]; i++) {
    memory.i32[start + i] = ((i * step) % (rows + 2)) - 2;
  }
  return operand;
}

describe('the kernel of the logistic update', () => {
  it.each([1, 2, 28, 29, 1000])('takes blocks of %d examples', (block) => {
    const operands = {
      input: floats([V, D], 0.37),
      output: floats([W, D], 0.91),
      inputRows: indices([n, I], V, 5),
      outputRows: indices([n, K], W, 4),
      labels: floats([n, K], 1e-9),
    };
    const loss = floats([], 1);
    const step: LogisticStep = { learningRate: 0.1, combine: 'mean', block, racing: false };
    const changed = [operands.input, operands.output];
    const before = changed.map((own) => [...numbersOf(memory, own)]);
    expect(update(operands, step, loss)).toBe(true);
    const found = [...changed, loss].map((own) => [...numbersOf(memory, own)]);
    changed.forEach((own, i) => setNumbers(memory, own, before[i]!));
    reference.logisticUpdate(memory, operands, step, loss);
    for (const [i, own] of [...changed, loss].entries()) {
      const wanted = [...numbersOf(memory, own)];
      found[i]!.forEach((value, at) => expect(value).toBeCloseTo(wanted[at]!, 4));
    }
    expect(found[0]).not.toEqual(before[0]);
  });
});
