import { checkOptions } from '@rondo/layers-core';
import type { Tensor } from '@rondo/tensor';
import {
  cellOptions,
  layerOptionNames,
  RecurrentLayer,
  type LayerInputs,
  type RecurrentOptions,
} from './recurrent-layer.ts';
import { SSRUCell } from './ssru-cell.ts';

export interface SSRUInputs extends LayerInputs {
  /** Initial memories `[layers·directions, N, H]`; zeros when left out. */
  readonly c0?: Tensor | undefined;
}

export interface SSRURun {
  /** h of the last layer at all steps `[N, L, H·directions]`. */
  readonly output: Tensor;
  /** The last memory of each layer and direction `[layers·directions, N, H]`. */
  readonly cell: Tensor;
}

/**
 * Simpler simple recurrent units over whole sequences: see `SSRUCell` for the equations.
 *
 * x `[N, L, I]` → output `[N, L, H·directions]`, h of the last layer, 0 after the end of a sequence; cell
 * `[layers·directions, N, H]`, the last memory of each layer and direction. A backward direction starts at the last valid step.
 * One sequence x `[L, I]` → all without N.
 */
export class SSRU extends RecurrentLayer<SSRUCell, SSRUInputs, SSRURun> {
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    checkOptions(new.target.name, options, layerOptionNames);
    super(
      inputSize,
      hiddenSize,
      options,
      (size) => new SSRUCell(size, hiddenSize, cellOptions(options)),
    );
  }

  /** @throws what `GRU.forward` does. */
  override forward(x: Tensor, inputs: SSRUInputs = {}): SSRURun {
    const { output, state } = this.runLayers(x, inputs, { c0: 'hiddenSize' });
    return { output, cell: state[0]! };
  }
}
