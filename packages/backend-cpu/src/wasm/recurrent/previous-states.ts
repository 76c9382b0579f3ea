import { type FunctionHandle, i32, type ModuleBuilder } from '../assembler/index.ts';
import { lengthOf, move } from './loop.ts';

const parameters = {
  rows: 'i32',
  steps: 'i32',
  bytes: 'i32',
  reverse: 'i32',
  output: 'i32',
  h0: 'i32',
  lengths: 'i32',
  target: 'i32',
} as const;

/**
 * Writes h before each step, `[rows, steps, H]`: the output of the step before, and h0 for the first. In padding there is 0: it is
 * multiplied by a gradient of 0, which the last output, were it infinite, would make NaN.
 */
export function definePreviousStates(
  module: ModuleBuilder,
): FunctionHandle<typeof parameters, undefined> {
  const options = { parameters, exported: false } as const;
  return module.function('previousStates', options, (f, p) => {
    const { bytes, steps } = p;
    const rowBytes = f.let(i32.mul(steps, bytes));
    // From an output to the step that it comes before.
    const [from, to] = [
      f.let(i32.select(bytes, 0, p.reverse)),
      f.let(i32.select(0, bytes, p.reverse)),
    ];
    f.for(0, p.rows, 1, (row) => {
      const valid = f.let(i32.mul(lengthOf(f, p.lengths, row, steps), bytes));
      f.if(valid, () => {
        const others = f.let(i32.sub(valid, bytes));
        f.copy(i32.add(p.target, to), i32.add(p.output, from), others);
        f.copy(i32.add(p.target, i32.select(others, 0, p.reverse)), p.h0, bytes);
      });
      f.fill(i32.add(p.target, valid), 0, i32.sub(rowBytes, valid));
      move(f, p.h0, bytes);
      move(f, p.output, rowBytes);
      move(f, p.target, rowBytes);
    });
  });
}
