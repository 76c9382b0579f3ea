import { init } from '@rondo/layers-core';
import { GRU, LSTM, LSTMCell, RNN, type GRUCell, type RNNCell } from '@rondo/layers-recurrent';
import { concat, linear, manualSeed, scope, tensor, zeros, type Tensor } from '@rondo/tensor';
import { gatesOf, type CellKind, type PartName } from './cell-kind.ts';
import {
  inputSize,
  placeOf,
  steps,
  weightNames,
  weightShape,
  type CellState,
  type Matrix,
  type WeightName,
} from './cell-state.ts';

/** What a gate adds up, and what comes of it; a number for each unit. */
interface GateNumbers {
  /** W x + b. */
  readonly input: readonly number[];
  /** W h + b. */
  readonly state: readonly number[];
  readonly value: readonly number[];
}

/** Everything between the states before and after one step. */
export interface StepNumbers {
  readonly x: readonly number[];
  readonly h: readonly number[];
  /** The memory before; LSTM only. */
  readonly c: readonly number[] | undefined;
  readonly gates: Readonly<Partial<Record<PartName, GateNumbers>>>;
  readonly newC: readonly number[] | undefined;
  readonly newH: readonly number[];
}

/** The parameters of a cell, in PyTorch's layout; a bias is a column. */
export type Weights = Readonly<Record<WeightName, Matrix>>;

export interface CellNumbers {
  readonly weights: Weights;
  readonly steps: readonly StepNumbers[];
  /** The states of the layer with two directions at all steps. */
  readonly forward: Matrix;
  readonly backward: Matrix;
}

type AnyLayer = RNN | GRU | LSTM;
type AnyCell = RNNCell | GRUCell | LSTMCell;

/** One step after the other through the cell of the page, and its sequence from both ends, by @rondo/layers-recurrent. */
export async function cellNumbers(state: CellState): Promise<CellNumbers> {
  manualSeed(state.seed);
  const weights = await drawWeights(state, state.edits);
  const reverse = await drawWeights(state, {});
  const layer = layerOf(state, weights, reverse);
  const run = scope(() => ({ ...takeSteps(layer, state), ...readBothWays(layer, state) }));
  const { gates: sums, hidden, memory, forward, backward } = run;
  try {
    const { hiddenSize } = state;
    const [h, c] = [await rows(hidden), memory && (await rows(memory))];
    const gates = await Promise.all(sums.map((gate) => readGate(gate)));
    const nothing = Array.from({ length: hiddenSize }, () => 0);
    return {
      weights,
      steps: state.inputs.map((x, t) => ({
        x,
        h: h[t - 1] ?? nothing,
        c: c && (c[t - 1] ?? nothing),
        gates: Object.fromEntries(
          gates.map(({ name, ...of }) => [
            name,
            { input: of.input[t]!, state: of.state[t]!, value: of.value[t]! },
          ]),
        ),
        newC: c?.[t],
        newH: h[t]!,
      })),
      forward: await rows(forward),
      backward: await rows(backward),
    };
  } finally {
    const all = [hidden, memory, forward, backward, ...sums.flatMap(gateTensors)];
    for (const one of all) one?.dispose();
    layer.dispose();
  }
}

/** Numbers that are easy to reckon with: one digit behind the point. */
async function drawWeights(
  state: Pick<CellState, 'kind' | 'hiddenSize'>,
  edits: CellState['edits'],
): Promise<Weights> {
  const drawn: [WeightName, Matrix][] = [];
  for (const name of weightNames) {
    const most = name.startsWith('weight') ? 2 : 1;
    const values = init.uniform(weightShape(name, state), -most, most);
    const matrix = await rows(values);
    values.dispose();
    const rounded = matrix.map((row, r) =>
      row.map((value, c) => edits[placeOf(name, r, c)] ?? Math.round(value * 10) / 10),
    );
    drawn.push([name, rounded]);
  }
  return Object.fromEntries(drawn) as Weights;
}

const layerClasses = { rnn: RNN, gru: GRU, lstm: LSTM };

/** Forward it is the cell of the page, backward another one. */
function layerOf({ kind, hiddenSize }: CellState, weights: Weights, reverse: Weights): AnyLayer {
  const layer = new layerClasses[kind](inputSize, hiddenSize, { bidirectional: true });
  const [forwards, backwards] = layer.cells[0]!;
  setWeights(forwards!, weights);
  setWeights(backwards!, reverse);
  return layer;
}

function setWeights(cell: AnyCell, weights: Weights): void {
  scope(() => {
    cell.weightIh.assign(asTensor(weights.weight_ih));
    cell.weightHh.assign(asTensor(weights.weight_hh));
    cell.biasIh!.assign(asTensor(weights.bias_ih).squeeze(1));
    cell.biasHh!.assign(asTensor(weights.bias_hh).squeeze(1));
  });
}

interface GateSums {
  readonly name: PartName;
  readonly input: Tensor;
  readonly state: Tensor;
  readonly value: Tensor;
}

/** The states after all steps `[L, H]`, and what the gates had been. */
function takeSteps(layer: AnyLayer, { kind, inputs, hiddenSize }: CellState) {
  const cell: AnyCell = layer.cells[0]![0]!;
  const x = asTensor(inputs);
  const start = zeros([1, hiddenSize]);
  const hidden: Tensor[] = [start];
  const memory: Tensor[] = [start];
  for (let t = 0; t < steps; t++) {
    const [xt, h] = [x.narrow(0, t, 1), hidden[t]!];
    if (cell instanceof LSTMCell) {
      const after = cell.forward(xt, { hidden: h, cell: memory[t]! });
      hidden.push(after.hidden);
      memory.push(after.cell);
    } else hidden.push(cell.forward(xt, h));
  }
  const before = concat(hidden.slice(0, -1), 0);
  return {
    hidden: concat(hidden.slice(1), 0),
    memory: cell instanceof LSTMCell ? concat(memory.slice(1), 0) : undefined,
    gates: gateSums(kind, cell, x, before),
  };
}

/** The gates of all steps at once, from the inputs and the states before `[L, H]`. */
function gateSums(kind: CellKind, cell: AnyCell, x: Tensor, before: Tensor): GateSums[] {
  const names = gatesOf[kind];
  const inputs = cell.project(x).chunk(names.length, 1);
  const states = linear(before, cell.weightHh, cell.biasHh).chunk(names.length, 1);
  const reset = kind === 'gru' ? inputs[0]!.add(states[0]!).sigmoid() : undefined;
  return names.map((name, k) => {
    const [input, state] = [inputs[k]!, states[k]!];
    const sum = input.add(name === 'n' ? reset!.mul(state) : state);
    return { name, input, state, value: isSigmoid(name) ? sum.sigmoid() : sum.tanh() };
  });
}

/** Whether a gate lets a share through; the others propose what is new. */
export function isSigmoid(name: PartName): boolean {
  return ['r', 'z', 'i', 'f', 'o'].includes(name);
}

/** The outputs of the layer in both directions `[L, H]`. */
function readBothWays(layer: AnyLayer, { inputs }: CellState) {
  const [forward, backward] = layer.forward(asTensor(inputs)).output.chunk(2, 1);
  return { forward: forward!, backward: backward! };
}

function asTensor(matrix: Matrix): Tensor {
  return tensor(Float32Array.from(matrix.flat()), { shape: [matrix.length, matrix[0]!.length] });
}

function gateTensors({ input, state, value }: GateSums): Tensor[] {
  return [input, state, value];
}

async function readGate({ name, input, state, value }: GateSums) {
  return { name, input: await rows(input), state: await rows(state), value: await rows(value) };
}

async function rows(x: Tensor): Promise<Matrix> {
  return (await x.array()) as number[][];
}
