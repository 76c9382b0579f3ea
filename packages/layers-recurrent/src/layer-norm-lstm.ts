import { checkOptions } from '@rondo/layers-core';
import type { Tensor } from '@rondo/tensor';
import type { LayerNormRecurrentOptions } from './layer-norm-gru.ts';
import { LayerNormLSTMCell } from './layer-norm-lstm-cell.ts';
import type { LSTMInputs, LSTMRun } from './lstm.ts';
import { cellOptions, layerOptionNames, RecurrentLayer } from './recurrent-layer.ts';

/**
 * Long short-term memories with layer normalisation over whole sequences: see `LayerNormLSTMCell` for the equations, `LSTM` for the
 * shapes. `bias: false` leaves out the biases of the norms.
 */
export class LayerNormLSTM extends RecurrentLayer<LayerNormLSTMCell, LSTMInputs, LSTMRun> {
  constructor(inputSize: number, hiddenSize: number, options: LayerNormRecurrentOptions = {}) {
    checkOptions(new.target.name, options, [...layerOptionNames, 'eps']);
    super(
      inputSize,
      hiddenSize,
      options,
      (size) => new LayerNormLSTMCell(size, hiddenSize, cellOptions(options)),
    );
  }

  /** @throws what `LSTM.forward` does. */
  override forward(x: Tensor, inputs: LSTMInputs = {}): LSTMRun {
    const { output, state } = this.runLayers(x, inputs, { h0: 'hiddenSize', c0: 'hiddenSize' });
    return { output, hidden: state[0]!, cell: state[1]! };
  }
}
