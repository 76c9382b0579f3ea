import { Module } from '@rondo/layers-core';
import {
  checkShapes,
  concat,
  dropout,
  formatShape,
  RangeFault,
  scope,
  ShapeError,
  stack,
  Tensor,
} from '@rondo/tensor';
import { checkGiven, checkSizes, checkTensors } from './check-given.ts';
import { lengthsTensor, withPadding, type BatchSize, type Lengths } from './lengths.ts';
import { packLike, padPacked, type PackedSequence } from './packed-sequence.ts';
import type {
  GivenState,
  InitialState,
  SequenceCell,
  SequenceRun,
  StateSize,
} from './sequence-cell.ts';

export interface RecurrentOptions {
  /** Whether cells add their biases (true). */
  readonly bias?: boolean;
  /** Layers on top of each other (1). */
  readonly numLayers?: number;
  /** Whether each layer also runs from the end to the start; its outputs are joined (false). */
  readonly bidirectional?: boolean;
  /** Probability of dropout between layers while training, so without effect if there is one (0). */
  readonly dropout?: number;
}

/** The names of the options that every layer has. */
export const layerOptionNames = ['numLayers', 'bidirectional', 'dropout', 'bias'] as const;

/** What is left of the options of a layer for its cells. */
export function cellOptions<Options extends RecurrentOptions>(
  options: Options,
): Omit<Options, 'numLayers' | 'bidirectional' | 'dropout'> {
  const { numLayers: _layers, bidirectional: _directions, dropout: _between, ...rest } = options;
  return rest;
}

/** What a layer takes besides the sequences. */
export interface LayerInputs {
  /** Valid steps of each sequence; without them, padding counts as input. */
  readonly lengths?: Lengths | undefined;
}

/** What `forwardPacked` gives: the results of `forward`, the output packed. */
export type PackedRun<Run> = Omit<Run, 'output'> & { readonly output: PackedSequence };

/**
 * Layers of cells run over sequences: the stack, the directions, the dropout between layers. A family says only which cells, and what
 * its state is called.
 *
 * Parameters are named as in PyTorch: `weight_ih_l0`, `bias_hh_l1_reverse`.
 */
export abstract class RecurrentLayer<
  Cell extends SequenceCell,
  Inputs extends LayerInputs,
  Run extends { readonly output: Tensor },
> extends Module {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly bidirectional: boolean;
  readonly dropout: number;
  /** `cells[layer][direction]`. */
  readonly cells: readonly (readonly Cell[])[];

  /** @throws RangeFault for sizes, numLayers or dropout that cannot be. */
  constructor(
    inputSize: number,
    hiddenSize: number,
    { numLayers = 1, bidirectional = false, dropout: p = 0 }: RecurrentOptions,
    makeCell: (inputSize: number) => Cell,
  ) {
    super();
    checkSizes(this, inputSize, hiddenSize);
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
    const directions = bidirectional ? [0, 1] : [0];
    const cells: Cell[][] = [];
    for (let size = inputSize; cells.length < numLayers;) {
      const layer = directions.map(() => makeCell(size));
      size = directions.length * layer[0]!.outputSize;
      cells.push(layer);
    }
    this.cells = cells;
  }

  /**
   * x `[N, L, I]`, or one sequence `[L, I]` → the outputs of the last layer and the last state.
   * @throws ShapeError, RangeFault, DTypeError for what does not fit.
   */
  abstract forward(x: Tensor, inputs?: Inputs): Run;

  /**
   * `forward` for a packed sequence, whose lengths take the place of `lengths`; the output is packed in the same way. States are in
   * the order of the batch that was packed.
   * @throws ShapeError, RangeFault for what does not fit.
   */
  forwardPacked(x: PackedSequence, inputs?: Inputs): PackedRun<Run> {
    if (inputs?.lengths !== undefined) {
      throw new RangeFault(
        `${this.toString()}: a packed sequence has its lengths in it; leave out lengths`,
        { argument: 'lengths' },
      );
    }
    const opened = scope();
    try {
      const { output: padded, lengths } = padPacked(x);
      // What is no record goes on as it is, for `forward` to refuse; spread, it would pass for one without states.
      const isRecord = !(inputs instanceof Tensor || Array.isArray(inputs));
      const run = this.forward(padded, isRecord ? { ...(inputs as Inputs), lengths } : inputs);
      return opened.keep({ ...run, output: packLike(x, run.output) });
    } finally {
      opened.close();
    }
  }

  override torchName(path: string): string {
    const [, layer, direction, name, rest] = /^cells\.(\d+)\.([01])\.([^.]+)(.*)$/.exec(path) ?? [];
    if (name === undefined) return super.torchName(path);
    return `${name}_l${layer}${direction === '1' ? '_reverse' : ''}${rest}`;
  }

  /**
   * Checks the arguments and runs all layers; `sizes` names the initial states among `inputs`, and their sizes. The parts of the state
   * are `[layers·directions, N, H]`, or without N for one sequence.
   */
  protected runLayers(
    x: Tensor,
    inputs: LayerInputs,
    sizes: Readonly<Record<string, StateSize>>,
  ): SequenceRun {
    const names = Object.keys(sizes);
    checkGiven(this, inputs, names, ['lengths']);
    const { lengths, ...states } = inputs as LayerInputs & Record<string, Tensor | undefined>;
    const given: GivenState = Object.fromEntries(
      names.map((name) => [name, [states[name], sizes[name]!]]),
    );
    checkTensors(this, { x, ...states });
    const isSingle = x.rank === 2;
    const size = this.#check(x, given, isSingle);
    if (isSingle && lengths !== undefined) {
      throw new ShapeError(
        `${this.toString()}: lengths belong to a batch x [N, L, inputSize], received x ${formatShape(x.shape)} of one sequence; leave out lengths, or x.unsqueeze(0)`,
        { argument: 'lengths', received: x.shape },
      );
    }
    return scope(() => {
      const initial = Object.values(given).map(([part]) => part);
      if (isSingle) {
        const batch = initial.map((part) => part?.unsqueeze(1));
        const { output, state } = this.#runBatch(x.unsqueeze(0), batch, undefined);
        return { output: output.squeeze(0), state: state.map((part) => part.squeeze(1)) };
      }
      const count =
        lengths === undefined ? undefined : lengthsTensor(this, lengths, size, x.storage.backend);
      return this.#runBatch(x, initial, count);
    });
  }

  #runBatch(x: Tensor, initial: InitialState, lengths: Tensor | undefined): SequenceRun {
    const last: (readonly Tensor[])[] = [];
    // Whatever stands in the padding, NaN included, must not reach a weight's gradient.
    let output = lengths ? withPadding(x, lengths, 0) : x;
    for (const [layer, cells] of this.cells.entries()) {
      const input = layer > 0 && this.training ? dropout(output, this.dropout) : output;
      const runs = cells.map((cell, direction) => {
        const start = initial.map((part) => part?.select(0, layer * cells.length + direction));
        return cell.run(input, start, { lengths, reverse: direction === 1 });
      });
      const outputs = runs.map((run) => run.output);
      output = outputs.length === 1 ? outputs[0]! : concat(outputs, 2);
      last.push(...runs.map((run) => run.state));
    }
    return { output, state: initial.map((_, part) => stack(last.map((state) => state[part]!))) };
  }

  #check(x: Tensor, given: GivenState, isSingle: boolean): BatchSize {
    const { inputSize, hiddenSize, numLayers, cells } = this;
    const batch = isSingle ? [] : ['N'];
    const parts = Object.entries(given).map(
      ([name, [part, size]]) => [name, [part, ['layers·directions', ...batch, size]]] as const,
    );
    const { N = 1, L } = checkShapes(
      this,
      { x: [x, [...batch, 'L', 'inputSize']], ...Object.fromEntries(parts) },
      {
        inputSize,
        hiddenSize,
        projSize: cells[0]![0]!.outputSize,
        layers·directions: numLayers * cells[0]!.length,
      },
    );
    if (L === undefined || L === 0) {
      throw new ShapeError(
        `${this.toString()}: expected x [${[...batch, 'L', 'inputSize'].join(', ')}] with L of 1 or more, received ${formatShape(x.shape)}; a sequence has at least one step`,
        { argument: 'x', received: x.shape },
      );
    }
    return { N, L };
  }
}
