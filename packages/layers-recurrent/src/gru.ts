import { checkOptions } from '@rondo/layers-core';
import type { Tensor } from '@rondo/tensor';
import { GRUCell } from './gru-cell.ts';
import {
  cellOptions,
  layerOptionNames,
  RecurrentLayer,
  type LayerInputs,
  type RecurrentOptions,
} from './recurrent-layer.ts';

export interface GRUInputs extends LayerInputs {
  /** Initial states `[layers·directions, N, H]`; zeros when left out. */
  readonly h0?: Tensor | undefined;
}

export interface GRURun {
  /** The states of the last layer at all steps `[N, L, H·directions]`. */
  readonly output: Tensor;
  /** The last state of each layer and direction `[layers·directions, N, H]`. */
  readonly hidden: Tensor;
}

/**
 * Gated recurrent units over whole sequences: see `GRUCell` for the equations.
 *
 * x `[N, L, I]` → output `[N, L, H·directions]`, the states of the last layer, 0 after the end of a sequence; hidden
 * `[layers·directions, N, H]`, the last state of each layer and direction. A backward direction starts at the last valid step.
 * One sequence x `[L, I]` → all without N.
 */
export class GRU extends RecurrentLayer<GRUCell, GRUInputs, GRURun> {
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    checkOptions(new.target.name, options, layerOptionNames);
    super(
      inputSize,
      hiddenSize,
      options,
      (size) => new GRUCell(size, hiddenSize, cellOptions(options)),
    );
  }

  /**
   * @throws ShapeError when a size does not fit or L is 0; RangeFault for plain lengths outside 1 to L. The values of a lengths
   * tensor are not checked, since that would wait for the device: below 0 they count as 0, above L as L.
   */
  override forward(x: Tensor, inputs: GRUInputs = {}): GRURun {
    const { output, state } = this.runLayers(x, inputs, { h0: 'hiddenSize' });
    return { output, hidden: state[0]! };
  }
}
