import { grad } from '@rondo/autograd';
import { init } from '@rondo/layers-core';
import { GRU, LSTM, LSTMCell, RNN, type GRUCell, type RNNCell } from '@rondo/layers-recurrent';
import { concat, manualSeed, randn, scope, tensor, zeros, type Tensor } from '@rondo/tensor';
import { cellKinds, gatesOf, type CellKind } from '../cell/cell-kind.ts';
import { keepBiasOf } from '../cell/keep-bias.ts';
import type { FlowSettings } from './flow-settings.ts';

/** How far gradients reach in one cell; numbers of all steps, the first step first. */
export interface CellFlow {
  readonly kind: CellKind;
  /** |∂loss/∂sₜ|, where the state s is h, or h and c; 1 at the last step. */
  readonly state: readonly number[];
  /** ‖∂h_T/∂xₜ‖, the Frobenius norm of the Jacobian. */
  readonly input: readonly number[];
}

export type FlowInput = Pick<FlowSettings, 'length' | 'radius' | 'keepBias' | 'seed'>;

const units = 16;
const inputs = 4;

type AnyLayer = RNN | GRU | LSTM;
type AnyCell = RNNCell | GRUCell | LSTMCell;

const layerClasses = { rnn: RNN, gru: GRU, lstm: LSTM };

/** How far gradients reach in new cells of each kind, on one sequence of random inputs, by @rondo/autograd. */
export async function gradientFlow(settings: FlowInput): Promise<CellFlow[]> {
  const flows: CellFlow[] = [];
  for (const kind of cellKinds) flows.push(await cellFlow(kind, settings));
  return flows;
}

async function cellFlow(kind: CellKind, { length, radius, keepBias, seed }: FlowInput) {
  manualSeed(seed);
  const x = randn([length, inputs]);
  const direction = randn([units]);
  const layer = new layerClasses[kind](inputs, units);
  setRecurrence(layer.cells[0]![0]!, kind, radius, keepBias);
  const found = scope(() => ({
    states: stateGradients(layer.cells[0]![0]!, x, direction.div(direction.square().sum().sqrt())),
    inputs: inputGradients(layer, x),
  }));
  try {
    return {
      kind,
      state: norms(await found.states.data(), length),
      input: norms(await found.inputs.data(), length),
    };
  } finally {
    for (const one of [x, direction, layer, found.states, found.inputs]) one.dispose();
  }
}

/** Recurrent weights that are ρ times an orthogonal matrix for each gate; all biases 0 but that of the gate that keeps the state. */
function setRecurrence(cell: AnyCell, kind: CellKind, radius: number, keepBias: number): void {
  scope(() => {
    const blocks = gatesOf[kind].map(() => init.orthogonal([units, units], radius));
    cell.weightHh.assign(concat(blocks, 0));
    const bias = keepBiasOf(kind, units, keepBias);
    cell.biasIh!.assign(tensor(bias));
    cell.biasHh!.assign(zeros([bias.length]));
  });
}

/** ∂loss/∂sₜ `[L, S]` for loss = v · h_T: zeros that are added to each state have its gradient. */
function stateGradients(cell: AnyCell, x: Tensor, v: Tensor): Tensor {
  const length = x.shape[0]!;
  const size = cell instanceof LSTMCell ? 2 * units : units;
  return grad(
    (added: Tensor) => {
      let [h, c] = [zeros([1, units]), zeros([1, units])];
      for (let t = 0; t < length; t++) {
        const [xt, nudge] = [x.narrow(0, t, 1), added.narrow(0, t, 1)];
        if (cell instanceof LSTMCell) {
          const after = cell.forward(xt, { hidden: h, cell: c });
          h = after.hidden.add(nudge.narrow(1, 0, units));
          c = after.cell.add(nudge.narrow(1, units, units));
        } else h = cell.forward(xt, h).add(nudge);
      }
      return h.squeeze(0).mul(v).sum();
    },
    [zeros([length, size])],
  )[0]!;
}

/** ∂h_T/∂xₜ as `[L, H·I]`: the sequence stands once for each unit in a batch, so that one sweep finds all rows. */
function inputGradients(layer: AnyLayer, x: Tensor): Tensor {
  const length = x.shape[0]!;
  const copies = x.unsqueeze(0).expand([units, length, inputs]).contiguous();
  const own = init.eye([units, units]);
  const [jacobian] = grad(
    (all: Tensor) =>
      layer
        .forward(all)
        .output.select(1, length - 1)
        .mul(own)
        .sum(),
    [copies],
  );
  return jacobian!.permute([1, 0, 2]).reshape([length, units * inputs]);
}

/** The length of each row; in float64, since squares of small numbers are too small for float32. */
function norms(rows: ArrayLike<number>, count: number): number[] {
  const width = rows.length / count;
  return Array.from({ length: count }, (_, t) => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += rows[t * width + i]! ** 2;
    return Math.sqrt(sum);
  });
}
