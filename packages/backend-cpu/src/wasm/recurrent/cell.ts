import type { Expr, FunctionBuilder, Local } from '../assembler/index.ts';
import type { Lanes } from '../vector/each-vector.ts';

type Pointer = Local<'i32'>;

/**
 * Pointers into one sequence at one step, and how to compute with its units. Gates lie side by side, as do the numbers that are
 * saved: H of each. Pointers that a cell does not use point nowhere.
 */
export interface Row {
  readonly f: FunctionBuilder;
  /** `pointer` moved by `parts` times H numbers. */
  part(pointer: Expr<'i32'>, parts: number): Expr<'i32'>;
  /** Runs `step` over `gates` times H numbers from each pointer on. */
  each<const Pointers extends readonly Expr<'i32'>[]>(
    gates: number,
    pointers: Pointers,
    step: (lanes: Lanes, ...pointers: { [Index in keyof Pointers]: Pointer }) => void,
  ): void;
}

export interface ForwardRow extends Row {
  /** W_ih x + b_ih. */
  readonly gates: Pointer;
  /** W_hh h + b_hh. */
  readonly recurrent: Pointer;
  /** In: the state before the step; out: after it. */
  readonly h: Pointer;
  readonly memory: Pointer;
  readonly output: Pointer;
  /** Can be read again. */
  readonly saved: Pointer;
}

export interface BackwardRow extends Row {
  readonly saved: Pointer;
  /** h after the step. */
  readonly output: Pointer;
  /** h before the step. */
  readonly previous: Pointer;
  /** The memory before the step. */
  readonly previousMemory: Pointer;
  readonly outputGradient: Pointer;
  /** In: the gradient of h after the step; out: the part of that before it which does not come through W_hh. */
  readonly hGradient: Pointer;
  /** In: the gradient of the memory after the step; out: before it. */
  readonly memoryGradient: Pointer;
  /** The gradient of W_ih x + b_ih. */
  readonly gates: Pointer;
  /** The gradient of W_hh h + b_hh. */
  readonly recurrent: Pointer;
  /** That of its last gate once more, where it differs from that of W_ih x + b_ih. */
  readonly lastRecurrent: Pointer;
}

/** What one unit of a recurrent family does in one step. */
export interface Cell {
  readonly name: string;
  readonly gates: number;
  /** Numbers that a unit saves in each step; the last is its memory, where it has one. */
  readonly saved: number;
  readonly hasMemory: boolean;
  /** Whether the gradients of W_ih x + b_ih and W_hh h + b_hh differ in the last gate. */
  readonly splitsLastGate: boolean;
  forward(row: ForwardRow): void;
  backward(row: BackwardRow): void;
}
