import { gruSequence, type Tensor } from '@rondo/tensor';
import { GRUCell } from './gru-cell.ts';
import type { Lengths } from './lengths.ts';
import { RecurrentLayer, type Direction, type RecurrentOptions } from './recurrent-layer.ts';
import type { ScanResult, State } from './scan.ts';

export interface GRUInputs {
  /** Initial states `[layers·directions, N, H]`; zeros when left out. */
  readonly h0?: Tensor | undefined;
  /** Valid steps of each sequence; without them, padding counts as input. */
  readonly lengths?: Lengths | undefined;
}

/**
 * Gated recurrent units over whole sequences: see `GRUCell` for the equations.
 *
 * x `[N, L, I]` → output `[N, L, H·directions]`, the states of the last layer, 0 after the end of a sequence; hidden
 * `[layers·directions, N, H]`, the last state of each layer and direction. A backward direction starts at the last valid step.
 */
export class GRU extends RecurrentLayer<GRUCell> {
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    super(inputSize, hiddenSize, options, (size) => new GRUCell(size, hiddenSize, options));
  }

  /**
   * @throws ShapeError when a size does not fit or L is 0; RangeFault for plain lengths outside 1 to L. The values of a lengths
   * tensor are not checked, since that would wait for the device.
   */
  forward(x: Tensor, { h0, lengths }: GRUInputs = {}): { output: Tensor; hidden: Tensor } {
    const { output, state } = this.runLayers(x, { h0 }, lengths);
    return { output, hidden: state[0]! };
  }

  protected override runDirection(
    cell: GRUCell,
    x: Tensor,
    [h0]: State,
    direction: Direction,
  ): ScanResult {
    const { weightHh, biasHh } = cell;
    const { output, hidden } = gruSequence(cell.project(x), weightHh, { biasHh, h0, ...direction });
    return { output, state: [hidden] };
  }
}
