import { Module } from '@rondo/layers-core';
import {
  arange,
  checkShapes,
  concat,
  dropout,
  RangeFault,
  scope,
  ShapeError,
  stack,
  where,
  zeros,
  type Tensor,
} from '@rondo/tensor';
import { lengthsTensor, type Lengths } from './lengths.ts';
import type { CellOptions, RecurrentCell } from './recurrent-cell.ts';
import type { ScanResult, State } from './scan.ts';

export interface RecurrentOptions extends CellOptions {
  /** Layers on top of each other (1). */
  readonly numLayers?: number;
  /** Whether each layer also runs from the end to the start; its outputs are joined (false). */
  readonly bidirectional?: boolean;
  /** Probability of dropout between layers while training, so without effect if there is one (0). */
  readonly dropout?: number;
}

/** How a layer runs one direction. */
export interface Direction {
  readonly lengths: Tensor | undefined;
  readonly reverse: boolean;
}

/**
 * Layers of cells run over sequences: the stack, the directions, the dropout between layers. A family says only how one direction
 * of one layer runs.
 *
 * Parameters are named as in PyTorch: `weight_ih_l0`, `bias_hh_l1_reverse`.
 */
export abstract class RecurrentLayer<Cell extends RecurrentCell> extends Module {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly bidirectional: boolean;
  readonly dropout: number;
  /** `cells[layer][direction]`. */
  readonly cells: readonly (readonly Cell[])[];

  constructor(
    inputSize: number,
    hiddenSize: number,
    { numLayers = 1, bidirectional = false, dropout: p = 0 }: RecurrentOptions,
    makeCell: (inputSize: number) => Cell,
  ) {
    super();
    if (!Number.isInteger(numLayers) || numLayers < 1) {
      throw new RangeFault(
        `${this.toString()}: expected numLayers of 1 or more, received ${numLayers}`,
        { numLayers },
      );
    }
    if (!(p >= 0 && p <= 1)) {
      throw new RangeFault(`${this.toString()}: expected dropout from 0 to 1, received ${p}`, {
        dropout: p,
      });
    }
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.numLayers = numLayers;
    this.bidirectional = bidirectional;
    this.dropout = p;
    const directions = bidirectional ? 2 : 1;
    this.cells = Array.from({ length: numLayers }, (_, layer) =>
      Array.from({ length: directions }, () =>
        makeCell(layer === 0 ? inputSize : directions * hiddenSize),
      ),
    );
  }

  override torchName(path: string): string {
    const [, layer, direction, name] = /^cells\.(\d+)\.([01])\.(.+)$/.exec(path) ?? [];
    if (name === undefined) return super.torchName(path);
    return `${name}_l${layer}${direction === '1' ? '_reverse' : ''}`;
  }

  /** Runs one direction of one layer: x `[N, L, D]` → output `[N, L, H]` and the last state, tensors `[N, H]`. */
  protected abstract runDirection(
    cell: Cell,
    x: Tensor,
    initial: State,
    direction: Direction,
  ): ScanResult;

  /** Runs all layers; `initial` are the parts of the state by name, `[layers·directions, N, H]`, zeros where left out. */
  protected runLayers(
    x: Tensor,
    initial: Readonly<Record<string, Tensor | undefined>>,
    lengths: Lengths | undefined,
  ): ScanResult {
    return scope(() => {
      const { N, L } = this.#check(x, initial);
      const { backend } = x.storage;
      const count = lengths && lengthsTensor(this, lengths, { N, L }, backend);
      const directions = this.bidirectional ? 2 : 1;
      const states = Object.values(initial).map(
        (state) => state ?? zeros([this.numLayers * directions, N, this.hiddenSize], { backend }),
      );
      const last: State[] = [];
      let output = count ? withoutPadding(x, count) : x;
      for (const [layer, cells] of this.cells.entries()) {
        const input = layer > 0 && this.training ? dropout(output, this.dropout) : output;
        const results = cells.map((cell, direction) => {
          const start = states.map((state) => state.select(0, layer * directions + direction));
          return this.runDirection(cell, input, start, {
            lengths: count,
            reverse: direction === 1,
          });
        });
        output =
          directions === 1
            ? results[0]!.output
            : concat(
                results.map((result) => result.output),
                2,
              );
        last.push(...results.map((result) => result.state));
      }
      return { output, state: states.map((_, part) => stack(last.map((state) => state[part]!))) };
    });
  }

  #check(
    x: Tensor,
    initial: Readonly<Record<string, Tensor | undefined>>,
  ): { N: number; L: number } {
    const { inputSize, hiddenSize, numLayers, bidirectional } = this;
    const states = Object.entries(initial).map(
      ([name, state]) => [name, [state, ['layers·directions', 'N', 'hiddenSize']]] as const,
    );
    const { N, L } = checkShapes(
      this,
      { x: [x, ['N', 'L', 'inputSize']], ...Object.fromEntries(states) },
      { inputSize, hiddenSize, layers·directions: numLayers * (bidirectional ? 2 : 1) },
    ) as { N: number; L: number };
    if (L === 0) {
      throw new ShapeError(
        `${this.toString()}: expected x [N, L, inputSize] with L of 1 or more, received [${x.shape.join(', ')}]; a sequence has at least one step`,
        { argument: 'x', received: x.shape },
      );
    }
    return { N, L };
  }
}

/** x `[N, L, D]` with 0 after the end of each sequence: whatever stands there, NaN included, must not reach a weight's gradient. */
function withoutPadding(x: Tensor, lengths: Tensor): Tensor {
  const steps = arange(0, x.shape[1]!, 1, { backend: x.storage.backend });
  return where(steps.less(lengths.unsqueeze(1)).unsqueeze(2), x, 0);
}
