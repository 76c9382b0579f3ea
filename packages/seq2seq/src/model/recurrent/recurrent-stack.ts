import { GRU, LSTM, RNN, SSRU, type Lengths, type RecurrentOptions } from '@rondo/layers-recurrent';
import type { Tensor } from '@rondo/tensor';
import type { CellKind } from '../config.ts';

/** Layers of one kind of cell. */
export type RecurrentStack = RNN | GRU | LSTM | SSRU;

const stacks = { rnn: RNN, gru: GRU, lstm: LSTM, ssru: SSRU };

export function recurrentStack(
  cell: CellKind,
  inputSize: number,
  hiddenSize: number,
  options: RecurrentOptions,
): RecurrentStack {
  return new stacks[cell](inputSize, hiddenSize, options);
}

/** How many tensors the state of a stack has: an LSTM's has hidden state and memory. */
export function statePartsOf(cell: CellKind): number {
  return cell === 'lstm' ? 2 : 1;
}

export interface StackRun {
  /** `[N, L, H·directions]` */
  readonly output: Tensor;
  /** The parts of the last state, `[layers·directions, N, H]` each. */
  readonly state: readonly Tensor[];
}

/** x `[N, L, I]` through all layers, from a state on or from zeros. */
export function runStack(
  stack: RecurrentStack,
  x: Tensor,
  { state = [], lengths }: { state?: readonly Tensor[]; lengths?: Lengths },
): StackRun {
  const [first, second] = state;
  if (stack instanceof LSTM) {
    const { output, hidden, cell } = stack.forward(x, { h0: first, c0: second, lengths });
    return { output, state: [hidden, cell] };
  }
  if (stack instanceof SSRU) {
    const { output, cell } = stack.forward(x, { c0: first, lengths });
    return { output, state: [cell] };
  }
  const { output, hidden } = stack.forward(x, { h0: first, lengths });
  return { output, state: [hidden] };
}
