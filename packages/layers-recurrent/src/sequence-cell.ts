import { Module } from '@rondo/layers-core';
import { checkShapes, scope, type Tensor } from '@rondo/tensor';
import { checkSizes, checkTensors } from './check-given.ts';

/** The parts of a state, `[N, ..]` each; zeros where one is left out. */
export type InitialState = readonly (Tensor | undefined)[];

/** How a cell runs over sequences. */
export interface Direction {
  /** Valid steps of each sequence, int32 `[N]`. Outputs after them are 0; the state is that of the last valid step. */
  readonly lengths?: Tensor | undefined;
  /** Runs from the last (valid) step to the first; outputs stay at their own places (false). */
  readonly reverse?: boolean;
}

/** Outputs `[N, L, ..]` and the parts of the last state. */
export interface SequenceRun {
  readonly output: Tensor;
  readonly state: readonly Tensor[];
}

/** The size that a part of a state must have. */
export type StateSize = 'hiddenSize' | 'projSize';

/** The parts of a state by name, as they are given, each with the size it must have. */
export type GivenState = Readonly<Record<string, readonly [Tensor | undefined, StateSize]>>;

/** A cell that runs over whole sequences, so that a `RecurrentLayer` can be made of it; one step is a sequence of one. */
export abstract class SequenceCell extends Module {
  readonly inputSize: number;
  readonly hiddenSize: number;
  /** The size of an output: `hiddenSize`, or `projSize` where outputs are projected. */
  readonly outputSize: number;

  /** @throws RangeFault for sizes that cannot be. */
  constructor(inputSize: number, hiddenSize: number, outputSize: number = hiddenSize) {
    super();
    checkSizes(this, inputSize, hiddenSize);
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.outputSize = outputSize;
  }

  /** x `[N, L, I]`, parts of a state `[N, ..]` → outputs and last state; nothing is checked. */
  abstract run(x: Tensor, initial: InitialState, direction?: Direction): SequenceRun;

  /** Checks the arguments of one step, x `[N, I]` or `[I]`, and takes it → parts of the next state, `[N, ..]` or `[..]`. */
  protected step(x: Tensor, given: GivenState): readonly Tensor[] {
    const states = Object.entries(given).map(([name, [part]]) => [name, part] as const);
    checkTensors(this, { x, ...Object.fromEntries(states) });
    const isSingle = x.rank === 1;
    const lead = isSingle ? [] : ['N'];
    const parts = Object.entries(given).map(
      ([name, [part, size]]) => [name, [part, [...lead, size]]] as const,
    );
    const { inputSize, hiddenSize, outputSize: projSize } = this;
    checkShapes(
      this,
      { x: [x, [...lead, 'inputSize']], ...Object.fromEntries(parts) },
      { inputSize, hiddenSize, projSize },
    );
    return scope(() => {
      const batched = (part: Tensor): Tensor => (isSingle ? part.unsqueeze(0) : part);
      const initial = Object.values(given).map(([part]) => part && batched(part));
      const { state } = this.run(batched(x).unsqueeze(1), initial);
      return isSingle ? state.map((part) => part.squeeze(0)) : state;
    });
  }
}
