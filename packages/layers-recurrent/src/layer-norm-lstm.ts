import type { Tensor } from '@rondo/tensor';
import type { LayerNormRecurrentOptions } from './layer-norm-gru.ts';
import { LayerNormLSTMCell } from './layer-norm-lstm-cell.ts';
import type { LSTMInputs, LSTMRun } from './lstm.ts';
import { RecurrentLayer } from './recurrent-layer.ts';

/**
 * Long short-term memories with layer normalisation over whole sequences: see `LayerNormLSTMCell` for the equations, `LSTM` for the
 * shapes. `bias: false` leaves out the biases of the norms.
 */
export class LayerNormLSTM extends RecurrentLayer<LayerNormLSTMCell, LSTMInputs, LSTMRun> {
  constructor(inputSize: number, hiddenSize: number, options: LayerNormRecurrentOptions = {}) {
    super(
      inputSize,
      hiddenSize,
      options,
      (size) => new LayerNormLSTMCell(size, hiddenSize, options),
    );
  }

  /** @throws what `LSTM.forward` does. */
  override forward(x: Tensor, { h0, c0, lengths }: LSTMInputs = {}): LSTMRun {
    const given = { h0: [h0, 'hiddenSize'], c0: [c0, 'hiddenSize'] } as const;
    const { output, state } = this.runLayers(x, given, lengths);
    return { output, hidden: state[0]!, cell: state[1]! };
  }
}
