import { grad } from '@rondo/autograd';
import {
  gruSequenceFused,
  lstmSequenceFused,
  rnnSequenceFused,
  scope,
  tensor,
  type Tensor,
} from '@rondo/tensor';

export type Inputs = readonly (Tensor | undefined)[];
export type Run = (inputs: Inputs, reverse: boolean) => readonly Tensor[];

export interface Family {
  readonly gates: number;
  /** Positions of the inputs that are the first state, [N, H]. */
  readonly states: readonly number[];
  readonly kernel: Run;
  readonly twin: Run;
}

type Of<Op extends { run: (inputs: never, attributes: never) => unknown }> = Parameters<
  Op['run']
>[0];

const rnn = (nonlinearity: 'tanh' | 'relu'): Family => ({
  gates: 1,
  states: [3],
  kernel: (inputs, reverse) =>
    rnnSequenceFused.run(inputs as Of<typeof rnnSequenceFused>, { reverse, nonlinearity }),
  twin: (inputs, reverse) =>
    rnnSequenceFused.composed(inputs as Of<typeof rnnSequenceFused>, { reverse, nonlinearity }),
});

/** Kernels and composed twins of the recurrent ops. */
export const families = {
  'rnn tanh': rnn('tanh'),
  'rnn relu': rnn('relu'),
  gru: {
    gates: 3,
    states: [3],
    kernel: (inputs, reverse) =>
      gruSequenceFused.run(inputs as Of<typeof gruSequenceFused>, { reverse }),
    twin: (inputs, reverse) =>
      gruSequenceFused.composed(inputs as Of<typeof gruSequenceFused>, { reverse }),
  },
  lstm: {
    gates: 4,
    states: [3, 5],
    kernel: (inputs, reverse) =>
      lstmSequenceFused.run(inputs as Of<typeof lstmSequenceFused>, { reverse }),
    twin: (inputs, reverse) =>
      lstmSequenceFused.composed(inputs as Of<typeof lstmSequenceFused>, { reverse }),
  },
} satisfies Record<string, Family>;

export type FamilyName = keyof typeof families;

export interface Case {
  readonly family: FamilyName;
  readonly N: number;
  readonly L: number;
  readonly H: number;
  readonly hasBias?: boolean;
  readonly hasLengths?: boolean;
  readonly reverse?: boolean;
}

let state = 7;

/** Begins the random numbers anew. */
export function restart(seed: number): void {
  state = seed;
}

function noise(shape: readonly number[], scale = 1): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  const numbers = Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return scale * (state / 2 ** 31 - 1);
  });
  return tensor(numbers).reshape(shape);
}

/** Random inputs, the same after `restart` with the same seed. */
export function inputsOf({ family, N, L, H, hasBias = false, hasLengths = false }: Case): Inputs {
  const { gates, states } = families[family];
  const lengths = Int32Array.from({ length: N }, (_, n) => (n * 5 + 1) % (L + 2));
  return [
    noise([N, L, gates * H], 2),
    noise([gates * H, H], 1.5 / Math.sqrt(H)),
    hasBias ? noise([gates * H]) : undefined,
    noise([N, H]),
    hasLengths ? tensor(lengths, { dtype: 'int32' }) : undefined,
    ...(states.length > 1 ? [noise([N, H])] : []),
  ];
}

/** Positions of the inputs that have a gradient. */
export const differentiable = (inputs: Inputs): number[] =>
  [0, 1, 2, 3, 5].filter((position) => inputs[position] !== undefined);

/** The results, then the gradients of their weighed sum for all inputs that have one. */
export function resultsAndGradients(run: Run, inputs: Inputs, reverse: boolean): Tensor[] {
  const positions = differentiable(inputs);
  const weights = run(inputs, reverse).map((result) => noise(result.shape));
  const gradients = grad(
    (...given: Tensor[]) => {
      const all = inputs.map((input, i) =>
        positions.includes(i) ? given[positions.indexOf(i)] : input,
      );
      const sums = run(all, reverse).map((result, i) => result.mul(weights[i]!).sum());
      return sums.reduce((a, b) => a.add(b));
    },
    positions.map((position) => inputs[position]!),
  );
  return [...run(inputs, reverse), ...gradients];
}

/** The numbers of tensors, which are freed. */
export async function numbersOf(body: () => Tensor[]): Promise<Float64Array[]> {
  const tensors = scope(body);
  const numbers = await Promise.all(
    tensors.map(async (own) => Float64Array.from(await own.data())),
  );
  for (const own of tensors) own.dispose();
  return numbers;
}
