import type { Operand } from '@rondo/tensor';

export interface ForwardOperands {
  readonly gates: Operand;
  readonly weightHh: Operand;
  readonly biasHh: Operand | undefined;
  readonly h0: Operand;
  readonly lengths: Operand | undefined;
  readonly c0: Operand | undefined;
  readonly output: Operand;
  readonly hidden: Operand;
  readonly cell: Operand | undefined;
  /** What is kept for the gradient; left out where none will be asked for. */
  readonly kept: Operand | undefined;
}

export interface BackwardOperands {
  readonly weightHh: Operand;
  readonly h0: Operand;
  readonly lengths: Operand | undefined;
  readonly c0: Operand | undefined;
  readonly output: Operand;
  readonly kept: Operand | undefined;
  /** Gradients of the results; none where nothing depends on one. */
  readonly ofOutput: Operand | undefined;
  readonly ofHidden: Operand | undefined;
  readonly ofCell: Operand | undefined;
  /** Gradients to write; none where it is not wanted. */
  readonly dGates: Operand | undefined;
  readonly dWeightHh: Operand | undefined;
  readonly dBiasHh: Operand | undefined;
  readonly dH0: Operand | undefined;
  readonly dC0: Operand | undefined;
}

/** What lies between the gradients of the results and those of the inputs. */
export interface Work {
  readonly d: Operand;
  readonly e: Operand;
  /** Gradients of the state and the memory, from step to step. */
  readonly dh: Operand;
  readonly dc: Operand;
  readonly before: Operand;
  readonly memoryBefore: Operand;
}
