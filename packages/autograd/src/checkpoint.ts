import {
  randomState,
  record,
  recorders,
  scope,
  setRandomState,
  withRecorders,
  type AnyOp,
  type GradientThunk,
  type Inputs,
  type RandomState,
  type Recorded,
  type Recorder,
  type Tensor,
} from '@rondo/tensor';
import { sweep } from './sweep.ts';
import { activeTapes, Tape } from './tape.ts';

/**
 * Computes `f(...inputs)` without saving what lies between: backward runs `f` again. Memory for time (Chen et al. 2016).
 *
 * Gradients flow to the inputs and to every parameter that `f` uses. Random numbers (dropout) are the same both times.
 */
export function checkpoint<In extends readonly Tensor[]>(
  f: (...inputs: In) => Tensor,
  inputs: In,
): Tensor {
  const tapes = activeTapes();
  if (tapes.length === 0) return scope(() => f(...inputs));
  const before = randomState();
  const found = new TrackedInputs(tapes);
  const output = scope(() => withRecorders([...otherRecorders(), found], () => f(...inputs)));
  const all = [...new Set<Tensor>([...inputs, ...found.tensors])];
  const op: AnyOp = {
    name: 'checkpoint',
    vjp: (recorded: Recorded<Inputs, undefined>, g: Tensor) =>
      recompute(() => withRandomState(before, () => f(...inputs)), all, g),
  };
  record(op, all, [output], undefined);
  return output;
}

function otherRecorders(): Recorder[] {
  return recorders().filter((recorder) => !(recorder instanceof Tape));
}

/** Collects what a function takes from outside that gradients are wanted for. */
class TrackedInputs implements Recorder {
  readonly tensors = new Set<Tensor>();
  readonly #tapes: readonly Tape[];

  constructor(tapes: readonly Tape[]) {
    this.#tapes = tapes;
  }

  record(_op: AnyOp, inputs: Inputs): void {
    for (const input of inputs) {
      if (input && this.#tapes.some((tape) => tape.tracks(input))) this.tensors.add(input);
    }
  }
}

function recompute(f: () => Tensor, wanted: readonly Tensor[], g: Tensor): GradientThunk[] {
  const set = new Set<Tensor>(wanted);
  const tape = new Tape((tensor) => set.has(tensor));
  try {
    const output = withRecorders([...recorders(), tape], f);
    const gradients = sweep(tape, [[output, g]], new Set([output, ...wanted]));
    return wanted.map((tensor) => () => gradients.get(tensor) ?? tensor.mul(0));
  } finally {
    tape.release();
  }
}

function withRandomState<T>(state: RandomState, body: () => T): T {
  const now = randomState();
  setRandomState(state);
  try {
    return body();
  } finally {
    setRandomState(now);
  }
}
