import { Parameter } from '@rondo/autograd';
import { init, Module } from '@rondo/layers-core';
import { checkShapes, linear, scope, type Tensor } from '@rondo/tensor';

export interface CellOptions {
  /** Whether to add the two biases (true). */
  readonly bias?: boolean;
}

/**
 * What all cells share: weightIh `[G·H, I]`, weightHh `[G·H, H]`, biasIh and biasHh `[G·H]`, with the rows of G gates one below
 * the other. All start from U(-1/√H, 1/√H).
 */
export abstract class RecurrentCell extends Module {
  static override readonly torchNames = {
    weightIh: 'weight_ih',
    weightHh: 'weight_hh',
    biasIh: 'bias_ih',
    biasHh: 'bias_hh',
  };

  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly weightIh: Parameter;
  readonly weightHh: Parameter;
  readonly biasIh: Parameter | undefined;
  readonly biasHh: Parameter | undefined;

  constructor(
    inputSize: number,
    hiddenSize: number,
    gates: number,
    { bias = true }: CellOptions = {},
  ) {
    super();
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    const bound = 1 / Math.sqrt(hiddenSize);
    const parameter = (...shape: number[]): Parameter =>
      new Parameter(init.uniform(shape, -bound, bound));
    this.weightIh = parameter(gates * hiddenSize, inputSize);
    this.weightHh = parameter(gates * hiddenSize, hiddenSize);
    this.biasIh = bias ? parameter(gates * hiddenSize) : undefined;
    this.biasHh = bias ? parameter(gates * hiddenSize) : undefined;
  }

  /** W_ih x + b_ih, the part that does not depend on the state: `[.., I]` → `[.., G·H]`. */
  project(x: Tensor): Tensor {
    return linear(x, this.weightIh, this.biasIh);
  }

  /** `project` for a sequence of one step: `[N, I]` → `[N, 1, G·H]`. */
  protected projectStep(x: Tensor): Tensor {
    return scope(() => this.project(x).unsqueeze(1));
  }

  /** Checks the arguments of one step. */
  protected checkStep(x: Tensor, state: Readonly<Record<string, Tensor | undefined>>): void {
    const { inputSize, hiddenSize } = this;
    const rules = Object.entries(state).map(
      ([name, value]) => [name, [value, ['N', 'hiddenSize']]] as const,
    );
    checkShapes(
      this,
      { x: [x, ['N', 'inputSize']], ...Object.fromEntries(rules) },
      { inputSize, hiddenSize },
    );
  }
}
