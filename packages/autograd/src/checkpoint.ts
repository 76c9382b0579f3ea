import {
  randomState,
  record,
  recorders,
  refusePromise,
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
import { expectTensor } from './expect-tensor.ts';
import { OutsideTensors } from './outside-tensors.ts';
import { sweep } from './sweep.ts';
import { activeTapes, Tape } from './tape.ts';

/**
 * Computes `f(...inputs)` without saving what lies between: backward runs `f` again. Memory for time (Chen et al. 2016).
 *
 * Gradients flow to the inputs and to every parameter that `f` uses; what `f` reads from outside is held until then. Random
 * numbers (dropout) are the same both times.
 * @throws GradientError when `f` returns no tensor or, on the way back, reads one that was changed in place since.
 */
export function checkpoint<In extends readonly Tensor[]>(
  f: (...inputs: In) => Tensor,
  inputs: In,
): Tensor {
  const tapes = activeTapes();
  if (tapes.length === 0) return scope(() => checkedOutput(f(...inputs)));
  const before = randomState();
  return scope(() => {
    const outside = new OutsideTensors();
    try {
      const value = withRecorders([...otherRecorders(), outside], () =>
        scope(() => checkedOutput(f(...inputs))),
      );
      outside.add(value);
      const all = [...new Set<Tensor>([...inputs, ...outside.tensors()])];
      const wanted = new Set(all.filter((tensor) => tapes.some((tape) => tape.tracks(tensor))));
      const op: AnyOp = {
        name: 'checkpoint',
        vjp: (recorded: Recorded<Inputs, undefined>, g: Tensor) =>
          recompute(() => withRandomState(before, () => f(...inputs)), recorded.inputs, wanted, g),
      };
      // An output that is an input would be its own gradient.
      const output = all.includes(value) ? value.detach() : value;
      record(op, all, [output], undefined);
      return output;
    } finally {
      outside.letGo();
    }
  });
}

function checkedOutput(value: unknown): Tensor {
  refusePromise('checkpoint', value);
  expectTensor('checkpoint', 'the function must return one tensor', value);
  return value;
}

function otherRecorders(): Recorder[] {
  return recorders().filter((recorder) => !(recorder instanceof Tape));
}

/** The gradients of what is wanted among the inputs, from a second run of the function. */
function recompute(
  f: () => Tensor,
  inputs: Inputs,
  wanted: ReadonlySet<Tensor>,
  g: Tensor,
): (GradientThunk | undefined)[] {
  const tape = new Tape((tensor) => wanted.has(tensor));
  try {
    const output = withRecorders([...recorders(), tape], f);
    const gradients = sweep(tape, [[output, g]], new Set([output, ...wanted]));
    return inputs.map((input) => {
      const gradient = input && gradients.get(input);
      return gradient && ((): Tensor => gradient);
    });
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
