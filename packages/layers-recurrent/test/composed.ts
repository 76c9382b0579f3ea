import { concat, gruStep, linear, lstmStep, zeros, type Tensor } from '@rondo/tensor';
import { GRUCell } from '../src/gru-cell.ts';
import { LayerNormGRUCell } from '../src/layer-norm-gru-cell.ts';
import { LSTMCell } from '../src/lstm-cell.ts';
import { RNNCell } from '../src/rnn-cell.ts';
import { scanCell } from '../src/scan-cell.ts';
import { SSRUCell } from '../src/ssru-cell.ts';
import type { AnyCell, AnyLayer, States } from './families.ts';

type Step = (x: Tensor, state: readonly Tensor[]) => readonly Tensor[];

/** One step of a cell in ops that have no kernel for sequences. */
function composedStep(cell: AnyCell): Step {
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
  // The rest is composed anyway: one step at a time is the other way to run it.
  if (cell instanceof SSRUCell) return (x, [c]) => [cell.forward(x, { cell: c! }).cell];
  if (cell instanceof LayerNormGRUCell) return (x, [h]) => [cell.forward(x, h)];
  return (x, [h, c]) => {
    const next = cell.forward(x, { hidden: h!, cell: c! });
    return [next.hidden, next.cell];
  };
}

/** One direction of one layer: output, then the last state. */
export function composedDirection(
  cell: AnyCell,
  x: Tensor,
  state: readonly Tensor[],
  direction: { lengths?: Tensor | readonly number[] | undefined; reverse: boolean },
): Tensor[] {
  const output = ([first]: readonly Tensor[]): Tensor =>
    cell instanceof SSRUCell ? first!.relu() : first!;
  const run = scanCell(composedStep(cell), x, { state, output, ...direction });
  return [run.output, ...run.state];
}

/** The whole layer, step by step: what `run` gives. */
export function composedLayer(
  layer: AnyLayer,
  x: Tensor,
  parts: readonly ('h0' | 'c0')[],
  { lengths, ...given }: States & { lengths?: Tensor | readonly number[] | undefined },
): Tensor[] {
  const states: Tensor[][] = parts.map(() => []);
  let output = x;
  for (const [k, cells] of layer.cells.entries()) {
    const runs = cells.map((cell, d) => {
      const row = k * cells.length + d;
      const state = parts.map((part) => {
        const size = part === 'h0' ? cell.outputSize : cell.hiddenSize;
        return given[part]?.select(0, row) ?? zeros([x.shape[0]!, size]);
      });
      return composedDirection(cell, output, state, { lengths, reverse: d === 1 });
    });
    output = concat(
      runs.map(([out]) => out!),
      2,
    );
    for (const [, ...last] of runs) for (const [i, part] of last.entries()) states[i]!.push(part);
  }
  return [output, ...states.map((rows) => concat(rows.map((row) => row.unsqueeze(0))))];
}
