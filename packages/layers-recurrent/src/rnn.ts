import { rnnSequence, type Nonlinearity, type Tensor } from '@rondo/tensor';
import type { Lengths } from './lengths.ts';
import { RecurrentLayer, type Direction, type RecurrentOptions } from './recurrent-layer.ts';
import { RNNCell } from './rnn-cell.ts';
import type { ScanResult, State } from './scan.ts';

export interface RNNOptions extends RecurrentOptions {
  /** 'tanh' unless told otherwise. */
  readonly nonlinearity?: Nonlinearity;
}

export interface RNNInputs {
  /** Initial states `[layers·directions, N, H]`; zeros when left out. */
  readonly h0?: Tensor | undefined;
  /** Valid steps of each sequence; without them, padding counts as input. */
  readonly lengths?: Lengths | undefined;
}

/**
 * The simple recurrent network over whole sequences: see `RNNCell` for the equation.
 *
 * x `[N, L, I]` → output `[N, L, H·directions]`, the states of the last layer, 0 after the end of a sequence; hidden
 * `[layers·directions, N, H]`, the last state of each layer and direction. A backward direction starts at the last valid step.
 */
export class RNN extends RecurrentLayer<RNNCell> {
  /** @throws RangeFault for another nonlinearity. */
  constructor(inputSize: number, hiddenSize: number, options: RNNOptions = {}) {
    super(inputSize, hiddenSize, options, (size) => new RNNCell(size, hiddenSize, options));
  }

  /**
   * @throws ShapeError when a size does not fit or L is 0; RangeFault for plain lengths outside 1 to L. The values of a lengths
   * tensor are not checked, since that would wait for the device.
   */
  forward(x: Tensor, { h0, lengths }: RNNInputs = {}): { output: Tensor; hidden: Tensor } {
    const { output, state } = this.runLayers(x, { h0 }, lengths);
    return { output, hidden: state[0]! };
  }

  protected override runDirection(
    cell: RNNCell,
    x: Tensor,
    [h0]: State,
    direction: Direction,
  ): ScanResult {
    const { weightHh, biasHh, nonlinearity } = cell;
    const options = { biasHh, h0, nonlinearity, ...direction };
    const { output, hidden } = rnnSequence(cell.project(x), weightHh, options);
    return { output, state: [hidden] };
  }
}
