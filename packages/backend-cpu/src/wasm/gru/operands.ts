import type { Operand } from '@rondo/tensor';
import type { CpuBuffer } from '../../linear-memory.ts';

/** Byte address of a row-major operand; 0 where there is none. */
export function address(operand: Operand | undefined): number {
  return operand ? (operand.buffer as CpuBuffer).pointer + 4 * operand.offset : 0;
}

/** N sequences of L steps with H hidden units; `bytes` are those of H numbers. */
export interface Sizes {
  readonly N: number;
  readonly L: number;
  readonly H: number;
  readonly bytes: number;
}

export function sizesOf(gates: Operand, weightHh: Operand): Sizes {
  const [N, L] = gates.shape as [number, number];
  const H = weightHh.shape[1]!;
  return { N, L, H, bytes: 4 * H };
}

/** The steps in the order in which they are computed. */
export function* stepsOf(L: number, reverse: boolean): Generator<number, void> {
  for (let step = 0; step < L; step++) yield reverse ? L - 1 - step : step;
}
