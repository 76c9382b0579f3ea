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
 * Writes h before each step, `[rows, steps, H]`: the output of the step before, and h0 for the first. In padding there is some
 * output or 0: a number, for it is multiplied by a gradient of 0.
 */
export function definePreviousStates(
  module: ModuleBuilder,
): FunctionHandle<typeof parameters, undefined> {
  const options = { parameters, exported: false } as const;
  return module.function('previousStates', options, (f, p) => {
    const { bytes, steps } = p;
    const rowBytes = f.let(i32.mul(steps, bytes));
    const others = f.let(i32.sub(rowBytes, bytes));
    f.for(0, p.rows, 1, (row) => {
      const length = lengthOf(f, p.lengths, row, steps);
      f.if(
        p.reverse,
        () => {
          f.copy(p.target, i32.add(p.output, bytes), others);
          f.fill(i32.add(p.target, others), 0, bytes);
        },
        () => f.copy(i32.add(p.target, bytes), p.output, others),
      );
      const first = i32.select(i32.mul(i32.sub(length, 1), bytes), 0, p.reverse);
      // A sequence without steps has no first one.
      f.if(
        length,
        () => f.copy(i32.add(p.target, first), p.h0, bytes),
        () => {
          f.if(i32.eqz(p.reverse), () => f.fill(p.target, 0, bytes));
        },
      );
      move(f, p.h0, bytes);
      move(f, p.output, rowBytes);
      move(f, p.target, rowBytes);
    });
  });
}
