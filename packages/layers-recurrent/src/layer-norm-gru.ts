import { checkOptions } from '@rondo/layers-core';
import type { Tensor } from '@rondo/tensor';
import type { GRUInputs, GRURun } from './gru.ts';
import { LayerNormGRUCell } from './layer-norm-gru-cell.ts';
import {
  cellOptions,
  layerOptionNames,
  RecurrentLayer,
  type RecurrentOptions,
} from './recurrent-layer.ts';

export interface LayerNormRecurrentOptions extends RecurrentOptions {
  /** Added to the variances, inside the root (1e-5). */
  readonly eps?: number;
}

/**
 * Gated recurrent units with layer normalisation over whole sequences: see `LayerNormGRUCell` for the equations, `GRU` for the shapes.
 * `bias: false` leaves out the biases of the norms.
 */
export class LayerNormGRU extends RecurrentLayer<LayerNormGRUCell, GRUInputs, GRURun> {
  constructor(inputSize: number, hiddenSize: number, options: LayerNormRecurrentOptions = {}) {
    checkOptions(new.target.name, options, [...layerOptionNames, 'eps']);
    super(
      inputSize,
      hiddenSize,
      options,
      (size) => new LayerNormGRUCell(size, hiddenSize, cellOptions(options)),
    );
  }

  /** @throws what `GRU.forward` does. */
  override forward(x: Tensor, inputs: GRUInputs = {}): GRURun {
    const { output, state } = this.runLayers(x, inputs, { h0: 'hiddenSize' });
    return { output, hidden: state[0]! };
  }
}
