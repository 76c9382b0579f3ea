import {
  currentScope,
  GradientError,
  recorders,
  scope,
  withRecorders,
  type GradientThunk,
  type Recorded,
  type Scope,
  type Tensor,
} from '@rondo/tensor';
import { Gradients } from './gradients.ts';
import { refusingStaleReads } from './stale-reads.ts';
import { activeTapes, Tape, type TapeNode } from './tape.ts';
import { zerosLike } from './like.ts';

/** The gradient of each output of a recorded computation, with which the way back starts. */
export type Seeds = readonly (readonly [output: Tensor, gradient: Tensor])[];

/**
 * The way back: one reverse loop over the tape. Tensors recorded in the current scope are freed as soon as no earlier op needs
 * them, except those in `keeping`.
 *
 * @returns the gradients of the watched tensors.
 * @throws GradientError when the gradient of an op reads a tensor that was changed in place after the op ran.
 */
export function sweep(tape: Tape, seeds: Seeds, keeping: ReadonlySet<Tensor>): Gradients {
  const isRecorded = activeTapes().length > 0;
  const gradients = new Gradients(isRecorded);
  for (const [output, gradient] of seeds) gradients.add(output, gradient);
  const own = currentScope();
  for (let node = tape.pop(); node; node = tape.pop()) {
    try {
      step(tape, node, gradients, isRecorded);
    } finally {
      tape.letGo(node);
    }
    if (!isRecorded) freeOutputs(node, own, keeping);
  }
  return gradients;
}

function freeOutputs(node: TapeNode, own: Scope | undefined, keeping: ReadonlySet<Tensor>): void {
  for (const output of node.outputs) {
    if (own && output.owner === own && !keeping.has(output)) output.dispose();
  }
}

/** Turns the gradients of one op's outputs into gradients of its inputs. */
function step(tape: Tape, node: TapeNode, gradients: Gradients, isRecorded: boolean): void {
  const incoming = node.outputs.map((output) => gradients.take(output));
  if (incoming.every((gradient) => gradient === undefined)) return;
  const wanted = node.inputs.map((input) => input !== undefined && tape.tracks(input));
  // What the vjp makes on the way is freed at once; the sums outlive it.
  scope(() => {
    const sums: Tensor[] = [];
    refusingStaleReads(node, () => {
      const thunks = thunksOf(node, incoming, wanted, isRecorded);
      for (let position = 0; position < thunks.length; position++) {
        const thunk = thunks[position];
        const input = node.inputs[position];
        if (!thunk || !input || !wanted[position]) continue;
        gradients.add(input, thunk());
        sums.push(gradients.held(input)!);
      }
    });
    return sums;
  });
  if (!isRecorded) for (const gradient of incoming) gradient?.dispose();
}

function thunksOf(
  node: TapeNode,
  incoming: readonly (Tensor | undefined)[],
  wanted: readonly boolean[],
  isRecorded: boolean,
): readonly (GradientThunk | undefined)[] {
  const { op, inputs, outputs, attributes } = node;
  // A fused kernel's gradient cannot be differentiated again; its composed twin can.
  if (isRecorded && op.composed) return replay(node, incoming, wanted);
  if (typeof op.vjp !== 'function')
    throw new GradientError(`${op.name} has no gradient: ${op.vjp.why}`);
  const vjp = op.vjp as (
    recorded: Recorded<TapeNode['inputs'], unknown>,
    g: Tensor,
  ) => readonly (GradientThunk | undefined)[];
  const first = incoming[0] ?? zerosLike(outputs[0]!);
  return vjp({ inputs, outputs, attributes, gradients: incoming, wanted }, first);
}

/** Runs the composed twin of a fused op on a tape of its own and sweeps that. */
function replay(
  { op, inputs, attributes }: TapeNode,
  incoming: readonly (Tensor | undefined)[],
  wanted: readonly boolean[],
): readonly (GradientThunk | undefined)[] {
  const composed = op.composed as (
    inputs: TapeNode['inputs'],
    attributes: unknown,
  ) => readonly Tensor[];
  const watched = new Set(inputs.filter((_, position) => wanted[position]));
  const tape = new Tape((tensor) => watched.has(tensor));
  const results = withRecorders([...recorders(), tape], () => composed(inputs, attributes));
  const seeds = results.flatMap((result, i): Seeds => (incoming[i] ? [[result, incoming[i]]] : []));
  const gradients = sweep(tape, seeds, new Set(results));
  return inputs.map((input, position) => {
    // The gradient of a tensor that is several inputs is a sum over them: it counts once.
    const gradient = input && inputs.indexOf(input) === position ? gradients.get(input) : undefined;
    return gradient && ((): Tensor => gradient);
  });
}
