import type { Expr, FunctionBuilder, Local } from '../assembler/index.ts';

type Pointer = Local<'i32'>;

/** How a step of a loop reads and writes some numbers at once. */
export interface Units {
  readonly load: (pointer: Expr<'i32'>) => Expr<'v128'>;
  readonly store: (pointer: Expr<'i32'>, value: Expr<'v128'>) => void;
}

/** Some of the parts of H numbers that lie side by side from a pointer on. */
export interface Parts {
  readonly pointer: Expr<'i32'>;
  readonly count: number;
}

/** What a loop makes of its pointers: each moves along, and so do those to parts. */
type Moving<Pointers> = {
  [Index in keyof Pointers]: Pointers[Index] extends Parts ? readonly Expr<'i32'>[] : Expr<'i32'>;
};

/**
 * Pointers into one sequence at one step, and how to compute with its units. Gates lie side by side, as do the numbers that are
 * saved: H of each. Pointers that a cell does not use point nowhere.
 */
export interface Row {
  readonly f: FunctionBuilder;
  /** `pointer` moved by `number` times H numbers. */
  readonly part: (pointer: Expr<'i32'>, number: number) => Expr<'i32'>;
  /** Runs `step` over `gates` times H numbers from each pointer on. */
  readonly each: <const Pointers extends readonly (Expr<'i32'> | Parts)[]>(
    gates: number,
    pointers: Pointers,
    step: (units: Units, ...pointers: Moving<Pointers>) => void,
  ) => void;
}

interface ForwardRow extends Row {
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

interface BackwardRow extends Row {
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
  readonly gates: number;
  /** Numbers that a unit saves in each step; the last is its memory, where it has one. */
  readonly saved: number;
  readonly hasMemory: boolean;
  /** Whether the gradients of W_ih x + b_ih and W_hh h + b_hh differ in the last gate. */
  readonly splitsLastGate: boolean;
  readonly forward: (row: ForwardRow) => void;
  readonly backward: (row: BackwardRow) => void;
}
