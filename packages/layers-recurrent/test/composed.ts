import type { LayerNorm } from '@rondo/layers-core';
import { concat, dropout, gruStep, linear, lstmStep, zeros, type Tensor } from '@rondo/tensor';
import { GRUCell } from '../src/gru-cell.ts';
import { LayerNormGRUCell } from '../src/layer-norm-gru-cell.ts';
import { LayerNormLSTMCell } from '../src/layer-norm-lstm-cell.ts';
import { LSTMCell } from '../src/lstm-cell.ts';
import { RNNCell } from '../src/rnn-cell.ts';
import { scanCell } from '../src/scan-cell.ts';
import { SSRUCell } from '../src/ssru-cell.ts';
import type { AnyCell, AnyLayer, States } from './families.ts';

type Step = (x: Tensor, state: readonly Tensor[]) => readonly Tensor[];

/** LN(x) = (x - mean) / √(variance + eps) ∘ γ + β over the last axis, in plain ops. */
function normalized(x: Tensor, { weight, bias }: LayerNorm, eps: number): Tensor {
  const centred = x.sub(x.mean(-1, { keepDim: true }));
  const variance = centred.square().mean(-1, { keepDim: true });
  const scaled = centred.div(variance.add(eps).sqrt()).mul(weight!);
  return bias ? scaled.add(bias) : scaled;
}

/** One step of a cell in ops that have no kernel for sequences; `eps` is that of its norms. */
function composedStep(cell: AnyCell, eps: number): Step {
  if (cell instanceof RNNCell) {
    const { weightHh, biasHh, nonlinearity } = cell;
    return (x, [h]) => {
      const sum = cell.project(x).add(linear(h!, weightHh, biasHh));
      return [nonlinearity === 'relu' ? sum.relu() : sum.tanh()];
    };
  }
  if (cell instanceof GRUCell) {
    return (x, [h]) => [gruStep(cell.project(x), h!, cell.weightHh, cell.biasHh)];
  }
  if (cell instanceof LSTMCell) {
    const { weightHh, biasHh, weightHr } = cell;
    return (x, [h, c]) => {
      const state = { hidden: h!, cell: c! };
      const next = lstmStep(cell.project(x), state, weightHh, biasHh);
      return [weightHr ? linear(next.hidden, weightHr) : next.hidden, next.cell];
    };
  }
  if (cell instanceof LayerNormGRUCell) return layerNormGruStep(cell, eps);
  if (cell instanceof LayerNormLSTMCell) return layerNormLstmStep(cell, eps);
  // Composed anyway: one step at a time is the other way to run it.
  return (x, [c]) => [cell.forward(x, { cell: c! }).cell];
}

function layerNormGruStep(cell: LayerNormGRUCell, eps: number): Step {
  const H = cell.hiddenSize;
  const rows = (sum: Tensor, gates: LayerNorm, candidate: LayerNorm): Tensor[] => {
    const both = normalized(sum.narrow(-1, 0, 2 * H), gates, eps);
    const [r, z] = both.chunk(2, -1) as [Tensor, Tensor];
    return [r, z, normalized(sum.narrow(-1, 2 * H, H), candidate, eps)];
  };
  return (x, [h]) => {
    const input = rows(linear(x, cell.weightIh), cell.normIhGates, cell.normIhCandidate);
    const state = rows(linear(h!, cell.weightHh), cell.normHhGates, cell.normHhCandidate);
    const [r, z] = [0, 1].map((i) => input[i]!.add(state[i]!).sigmoid()) as [Tensor, Tensor];
    const n = input[2]!.add(r.mul(state[2]!)).tanh();
    return [n.sub(z.mul(n)).add(z.mul(h!))];
  };
}

function layerNormLstmStep(cell: LayerNormLSTMCell, eps: number): Step {
  return (x, [h, c]) => {
    const input = normalized(linear(x, cell.weightIh), cell.normIh, eps);
    const gates = input.add(normalized(linear(h!, cell.weightHh), cell.normHh, eps));
    const [i, f, g, o] = gates.chunk(4, -1) as [Tensor, Tensor, Tensor, Tensor];
    const next = f.sigmoid().mul(c!).add(i.sigmoid().mul(g.tanh()));
    return [o.sigmoid().mul(normalized(next, cell.normCell, eps).tanh()), next];
  };
}

/** How a direction is run; `eps` is that of the norms (1e-5). */
interface ComposedOptions {
  readonly lengths?: Tensor | readonly number[] | undefined;
  readonly eps?: number | undefined;
}

/** One direction of one layer: output, then the last state. */
export function composedDirection(
  cell: AnyCell,
  x: Tensor,
  state: readonly Tensor[],
  { eps = 1e-5, ...direction }: ComposedOptions & { reverse: boolean },
): Tensor[] {
  const output = ([first]: readonly Tensor[]): Tensor =>
    cell instanceof SSRUCell ? first!.relu() : first!;
  const run = scanCell(composedStep(cell, eps), x, { state, output, ...direction });
  return [run.output, ...run.state];
}

/** The whole layer, step by step: what `run` gives while training, if the random numbers are the same. */
export function composedLayer(
  layer: AnyLayer,
  x: Tensor,
  parts: readonly ('h0' | 'c0')[],
  { lengths, eps, dropout: p = 0, ...given }: States & ComposedOptions & { dropout?: number },
): Tensor[] {
  const states: Tensor[][] = parts.map(() => []);
  let output = x;
  for (const [k, cells] of layer.cells.entries()) {
    const input = k > 0 ? dropout(output, p) : output;
    const runs = cells.map((cell, d) => {
      const row = k * cells.length + d;
      const state = parts.map((part) => {
        const size = part === 'h0' ? cell.outputSize : cell.hiddenSize;
        return given[part]?.select(0, row) ?? zeros([x.shape[0]!, size]);
      });
      return composedDirection(cell, input, state, { lengths, eps, reverse: d === 1 });
    });
    output = concat(
      runs.map(([out]) => out!),
      2,
    );
    for (const [, ...last] of runs) for (const [i, part] of last.entries()) states[i]!.push(part);
  }
  return [output, ...states.map((rows) => concat(rows.map((row) => row.unsqueeze(0))))];
}
