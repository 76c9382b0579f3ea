import { checkOptions } from '@rondo/layers-core';
import type { Tensor } from '@rondo/tensor';
import { LSTMCell } from './lstm-cell.ts';
import {
  cellOptions,
  layerOptionNames,
  RecurrentLayer,
  type LayerInputs,
  type RecurrentOptions,
} from './recurrent-layer.ts';

export interface LSTMOptions extends RecurrentOptions {
  /** The size P that outputs are projected to, below H; 0 for none (0). */
  readonly projSize?: number;
}

export interface LSTMInputs extends LayerInputs {
  /** Initial hidden states `[layers·directions, N, H]`, or P in place of H; zeros when left out. */
  readonly h0?: Tensor | undefined;
  /** Initial memories `[layers·directions, N, H]`; zeros when left out. */
  readonly c0?: Tensor | undefined;
}

export interface LSTMRun {
  /** The hidden states of the last layer at all steps `[N, L, H·directions]`, or P in place of H. */
  readonly output: Tensor;
  /** The last hidden state of each layer and direction `[layers·directions, N, H]`, or P in place of H. */
  readonly hidden: Tensor;
  /** The last memory of each layer and direction `[layers·directions, N, H]`. */
  readonly cell: Tensor;
}

/**
 * Long short-term memories over whole sequences: see `LSTMCell` for the equations.
 *
 * x `[N, L, I]` → output `[N, L, H·directions]`, the hidden states of the last layer, 0 after the end of a sequence; hidden and
 * cell `[layers·directions, N, H]`, the last state of each layer and direction. A backward direction starts at the last valid step.
 * With `projSize`, outputs and hidden states have P in place of H. One sequence x `[L, I]` → all without N.
 */
export class LSTM extends RecurrentLayer<LSTMCell, LSTMInputs, LSTMRun> {
  readonly projSize: number;

  /** @throws RangeFault for a projSize outside 0 to H - 1. */
  constructor(inputSize: number, hiddenSize: number, options: LSTMOptions = {}) {
    checkOptions(new.target.name, options, [...layerOptionNames, 'projSize']);
    super(
      inputSize,
      hiddenSize,
      options,
      (size) => new LSTMCell(size, hiddenSize, cellOptions(options)),
    );
    this.projSize = options.projSize ?? 0;
  }

  /**
   * @throws ShapeError when a size does not fit or L is 0; RangeFault for plain lengths outside 1 to L. The values of a lengths
   * tensor are not checked, since that would wait for the device: below 0 they count as 0, above L as L.
   */
  override forward(x: Tensor, inputs: LSTMInputs = {}): LSTMRun {
    const { output, state } = this.runLayers(x, inputs, {
      h0: this.projSize > 0 ? 'projSize' : 'hiddenSize',
      c0: 'hiddenSize',
    });
    return { output, hidden: state[0]!, cell: state[1]! };
  }
}
