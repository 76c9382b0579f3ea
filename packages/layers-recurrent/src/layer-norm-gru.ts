import type { Tensor } from '@rondo/tensor';
import type { GRUInputs, GRURun } from './gru.ts';
import { LayerNormGRUCell } from './layer-norm-gru-cell.ts';
import { RecurrentLayer, type RecurrentOptions } from './recurrent-layer.ts';

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
    super(
      inputSize,
      hiddenSize,
      options,
      (size) => new LayerNormGRUCell(size, hiddenSize, options),
    );
  }

  /** @throws what `GRU.forward` does. */
  override forward(x: Tensor, { h0, lengths }: GRUInputs = {}): GRURun {
    const { output, state } = this.runLayers(x, { h0: [h0, 'hiddenSize'] }, lengths);
    return { output, hidden: state[0]! };
  }
}
