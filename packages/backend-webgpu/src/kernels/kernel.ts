import type { Operand } from '@rondo/tensor';
import type { ParameterType } from '../memory/uniform-arena.ts';
import type { Team, TeamFunction } from '../wgsl/team-functions.ts';

/** Names and types of a kernel's parameters, in order: `p.name` in its code. */
export type Parameters = Readonly<Record<string, ParameterType>>;

/** A tensor that a kernel binds. */
export interface Slot {
  readonly operand: Operand;
  /** What the kernel does with it. */
  readonly access: 'read' | 'write';
  /** Whether the kernel sees fours of numbers; then no other slot may lie in its buffer. */
  readonly isVector?: boolean;
  /** Whether its numbers lie in float16. */
  readonly isHalf?: boolean;
}

/** Names under which the code of a kernel finds its slots: one buffer has one name, even if two slots lie in it. */
export type SlotNames = readonly string[];

/** One launch of a kernel. */
export interface Launch {
  /** Says all that the code depends on, but for slots that share a buffer: launches with one key have the same code. */
  readonly key: string;
  readonly slots: readonly Slot[];
  /** Or what makes them: they are looked at once, when the code is compiled. */
  readonly parameters: Parameters | (() => Parameters);
  /** A number for each parameter. */
  readonly values: readonly number[];
  /** The module without the declarations of slots and parameters; its entry point is `main`. */
  readonly code: (names: SlotNames) => string;
  /** Whether the code computes with float16, which the device must have. */
  readonly usesHalf?: boolean;
  /** The threads of a workgroup, where they combine numbers, and the functions for it that the code finds. */
  readonly team?: Team & { readonly functions: readonly TeamFunction[] };
  readonly workgroups: readonly [x: number, y?: number, z?: number];
  /** Whether the kernel reports faults of the data (`fault` in its code, see `faults.ts`). */
  readonly mayFault?: boolean;
}

export function reads(operand: Operand): Slot {
  return { operand, access: 'read' };
}

/** Also for what is read and written. */
export function writes(operand: Operand): Slot {
  return { operand, access: 'write' };
}
