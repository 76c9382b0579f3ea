import { Parameter } from '@rondo/autograd';
import { init } from '@rondo/layers-core';
import { checkShapes, linear, type Shape, type Tensor } from '@rondo/tensor';
import { SequenceCell } from './sequence-cell.ts';

/** Parameters of another cell to share instead of making them: their gradients add up. */
export interface SharedParameters {
  readonly weightIh?: Parameter | undefined;
  readonly weightHh?: Parameter | undefined;
  readonly biasIh?: Parameter | undefined;
  readonly biasHh?: Parameter | undefined;
}

export interface CellOptions extends SharedParameters {
  /** Whether to add the two biases (true). */
  readonly bias?: boolean;
}

/** The names of the options that gated cells have. */
export const cellOptionNames = ['bias', 'weightIh', 'weightHh', 'biasIh', 'biasHh'] as const;

/** What makes the parameters of a cell. */
interface CellSizes {
  /** How many gates there are for each unit, G. */
  readonly gates: number;
  /** The size of the state that weightHh takes, and of the outputs: `hiddenSize`, unless they are projected. */
  readonly outputSize?: number;
}

/**
 * What gated cells share: weightIh `[G·H, I]`, weightHh `[G·H, H]`, biasIh and biasHh `[G·H]`, with the rows of G gates one below
 * the other. All start from U(-1/√H, 1/√H).
 */
export abstract class RecurrentCell extends SequenceCell {
  /** PyTorch's names, and names in their manner for what it has not; one table, because bundlers keep a class that spreads another's. */
  static override readonly torchNames = {
    weightIh: 'weight_ih',
    weightHh: 'weight_hh',
    weightHr: 'weight_hr',
    biasIh: 'bias_ih',
    biasHh: 'bias_hh',
    normIh: 'norm_ih',
    normHh: 'norm_hh',
    normCell: 'norm_cell',
    normIhGates: 'norm_ih_gates',
    normIhCandidate: 'norm_ih_candidate',
    normHhGates: 'norm_hh_gates',
    normHhCandidate: 'norm_hh_candidate',
  };

  readonly weightIh: Parameter;
  readonly weightHh: Parameter;
  readonly biasIh: Parameter | undefined;
  readonly biasHh: Parameter | undefined;

  /** @throws ShapeError when a shared parameter does not fit. */
  constructor(
    inputSize: number,
    hiddenSize: number,
    { gates, outputSize = hiddenSize }: CellSizes,
    { bias = true, ...shared }: CellOptions = {},
  ) {
    super(inputSize, hiddenSize, outputSize);
    const wide = gates * hiddenSize;
    checkShapes(this, {
      weightIh: [shared.weightIh, [wide, inputSize]],
      weightHh: [shared.weightHh, [wide, outputSize]],
      biasIh: [shared.biasIh, [wide]],
      biasHh: [shared.biasHh, [wide]],
    });
    this.weightIh = shared.weightIh ?? uniformParameter([wide, inputSize], hiddenSize);
    this.weightHh = shared.weightHh ?? uniformParameter([wide, outputSize], hiddenSize);
    this.biasIh = bias ? (shared.biasIh ?? uniformParameter([wide], hiddenSize)) : undefined;
    this.biasHh = bias ? (shared.biasHh ?? uniformParameter([wide], hiddenSize)) : undefined;
  }

  /** W_ih x + b_ih, the part that does not depend on the state: `[.., I]` → `[.., G·H]`. */
  project(x: Tensor): Tensor {
    return linear(x, this.weightIh, this.biasIh);
  }
}

/** A parameter from U(-1/√H, 1/√H). */
export function uniformParameter(shape: Shape, hiddenSize: number): Parameter {
  const bound = 1 / Math.sqrt(hiddenSize);
  return new Parameter(init.uniform(shape, -bound, bound));
}
