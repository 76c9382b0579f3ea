import type { Operand } from '@rondo/tensor';
import type { CpuBuffer } from '../../linear-memory.ts';
import type { Cell } from './cell.ts';

/** Byte address of a row-major operand; 0 where there is none. */
export function address(operand: Operand | undefined): number {
  return operand ? (operand.buffer as CpuBuffer).pointer + 4 * operand.offset : 0;
}

/** Byte address `bytes` behind another; 0 where there is none. */
export function behind(pointer: number, bytes: number): number {
  return pointer && pointer + bytes;
}

/** N sequences of L steps with H hidden units; bytes are those of one step's numbers of one sequence. */
export interface Sizes {
  readonly N: number;
  readonly L: number;
  readonly H: number;
  /** Of H numbers. */
  readonly bytes: number;
  /** Of the gates. */
  readonly gateBytes: number;
  /** Of what is saved. */
  readonly savedBytes: number;
}

export function sizesOf(gates: Operand, weightHh: Operand, cell: Cell): Sizes {
  const [N, L] = gates.shape as [number, number];
  const H = weightHh.shape[1]!;
  return { N, L, H, bytes: 4 * H, gateBytes: 4 * H * cell.gates, savedBytes: 4 * H * cell.saved };
}

/** `bytes`, rounded up to whole cache lines. */
export function wholeLines(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}
