import type { Operand } from '@rondo/tensor';
import { loopsOver, start, walk } from '../../reference/iterate.ts';

/**
 * What is done to two nested loops: operand `i` starts at element `at[i]` of the memory; its neighbours are `innerSteps[i]` elements
 * apart along the inner loop and `outerSteps[i]` along the outer one.
 */
export type Block = (
  outer: number,
  inner: number,
  at: readonly number[],
  outerSteps: readonly number[],
  innerSteps: readonly number[],
) => void;

const ones = [1, 1, 1, 1];
const zeros = [0, 0, 0, 0];

/** Covers up to four operands of one shape by blocks, as few as their strides allow: row-major operands are a single one. */
export function eachBlock(operands: readonly Operand[], block: Block): void {
  const starts: number[] = [];
  const strides: (readonly number[])[] = [];
  for (const operand of operands) {
    starts.push(start(operand));
    strides.push(operand.strides);
  }
  const { sizes, steps, isEmpty } = loopsOver(operands[0]!.shape, strides);
  if (isEmpty) return;
  const [inner = 1, outer = 1, ...others] = sizes;
  const [innerSteps = ones, outerSteps = zeros, ...otherSteps] = steps;
  if (others.length === 0) {
    block(outer, inner, starts, outerSteps, innerSteps);
    return;
  }
  walk({ sizes: others, steps: otherSteps, isEmpty }, starts, (length, at, step) => {
    for (let i = 0; i < length; i++) {
      const from = at.map((first, operand) => first + i * step[operand]!);
      block(outer, inner, from, outerSteps, innerSteps);
    }
  });
}
