import { lstmSequence, type Tensor } from '@rondo/tensor';
import type { Lengths } from './lengths.ts';
import { LSTMCell } from './lstm-cell.ts';
import { RecurrentLayer, type Direction, type RecurrentOptions } from './recurrent-layer.ts';
import type { ScanResult, State } from './scan.ts';

export interface LSTMInputs {
  /** Initial hidden states `[layers·directions, N, H]`; zeros when left out. */
  readonly h0?: Tensor | undefined;
  /** Initial memories `[layers·directions, N, H]`; zeros when left out. */
  readonly c0?: Tensor | undefined;
  /** Valid steps of each sequence; without them, padding counts as input. */
  readonly lengths?: Lengths | undefined;
}

/**
 * Long short-term memories over whole sequences: see `LSTMCell` for the equations.
 *
 * x `[N, L, I]` → output `[N, L, H·directions]`, the hidden states of the last layer, 0 after the end of a sequence; hidden and
 * cell `[layers·directions, N, H]`, the last state of each layer and direction. A backward direction starts at the last valid step.
 */
export class LSTM extends RecurrentLayer<LSTMCell> {
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    super(inputSize, hiddenSize, options, (size) => new LSTMCell(size, hiddenSize, options));
  }

  /**
   * @throws ShapeError when a size does not fit or L is 0; RangeFault for plain lengths outside 1 to L. The values of a lengths
   * tensor are not checked, since that would wait for the device.
   */
  forward(
    x: Tensor,
    { h0, c0, lengths }: LSTMInputs = {},
  ): { output: Tensor; hidden: Tensor; cell: Tensor } {
    const { output, state } = this.runLayers(x, { h0, c0 }, lengths);
    return { output, hidden: state[0]!, cell: state[1]! };
  }

  protected override runDirection(
    cell: LSTMCell,
    x: Tensor,
    [h0, c0]: State,
    direction: Direction,
  ): ScanResult {
    const { weightHh, biasHh } = cell;
    const options = { biasHh, h0, c0, ...direction };
    const { output, ...state } = lstmSequence(cell.project(x), weightHh, options);
    return { output, state: [state.hidden, state.cell] };
  }
}
