import { grad } from '@rondo/autograd';
import { attentionFused, scope, tensor, type FusedAttributes, type Tensor } from '@rondo/tensor';
import { expect } from 'vitest';
import { CpuBackend } from '../src/cpu-backend.ts';
import type { KernelContext } from '../src/kernel-context.ts';
import { createAttention } from '../src/wasm/attention/index.ts';

/** Attention by its kernel; everything else, and so its twin, by the reference kernels. */
export function attentionBackend(context: KernelContext): CpuBackend {
  const kernels = { fused: { attention: createAttention(context) } };
  return new CpuBackend({ memory: context.memory, kernels, context });
}

export type Attributes = FusedAttributes['attention'];
export type Inputs = Parameters<typeof attentionFused.run>[0];
export type Run = (inputs: Inputs, attributes: Attributes) => readonly Tensor[];

export const kernel: Run = (inputs, attributes) => attentionFused.run(inputs, attributes);
export const twin: Run = (inputs, attributes) => attentionFused.composed(inputs, attributes);

let seed = 7;

/** Begins the random numbers of inputs anew. */
export function restart(): void {
  seed = 7;
}

function draw(): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 31 - 1;
}

export function noise(shape: readonly number[], scale = 1): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return tensor(Float32Array.from({ length: count }, () => scale * draw())).reshape(shape);
}

/** Heads as a projection leaves them, [N, T, H · D] between other columns: the rows of a head are not side by side. */
function heads([N, T, H, D]: readonly [number, number, number, number], strided: boolean): Tensor {
  if (!strided) return noise([N, T, H, D]);
  return noise([N, T, H * D + 3])
    .narrow(2, 2, H * D)
    .reshape([N, T, H, D]);
}

/** Sizes: K heads of keys and values, each for G heads of queries. */
export interface Case {
  readonly N: number;
  readonly T1: number;
  readonly T2: number;
  readonly K: number;
  readonly G: number;
  readonly D: number;
  readonly E: number;
  readonly strided?: boolean;
  /** Axes of [N, H, T1, T2] along which mask and bias differ, as bits; null: there is none. */
  readonly mask?: number | null;
  readonly bias?: number | null;
  readonly hasLengths?: boolean;
}

export const plain: Attributes = {
  scale: 0.7,
  causal: false,
  queryOffset: 0,
  p: 0,
  seed: 3,
  block: 2 ** 32 - 5,
};

export function inputsOf(own: Case): Inputs {
  const { N, T1, T2, K, G, D, E, strided = false, mask = null, bias = null, hasLengths } = own;
  const full = [N, K * G, T1, T2];
  const shapeOf = (bits: number) => full.map((size, axis) => ((bits >> axis) & 1 ? size : 1));
  const lengths = Int32Array.from({ length: N }, (_, n) => (n * 5 + T2 - 1) % (T2 + 2));
  return [
    heads([N, T1, K * G, D], strided),
    heads([N, T2, K, D], strided),
    heads([N, T2, K, E], strided),
    mask === null ? undefined : noise(shapeOf(mask)).greater(-0.4),
    bias === null ? undefined : noise(shapeOf(bias), 2),
    hasLengths ? tensor(lengths, { dtype: 'int32' }) : undefined,
  ];
}

/** The result, then the gradients of its weighed sum for query, key, value and bias. */
function resultAndGradients(
  run: Run,
  inputs: Inputs,
  weight: Tensor,
  attributes: Attributes,
): Tensor[] {
  const [query, key, value, mask, bias, lengths] = inputs;
  const wanted = [query, key, value, ...(bias ? [bias] : [])];
  const gradients = grad((...given: Tensor[]) => {
    const [q, k, v, b] = given as [Tensor, Tensor, Tensor, Tensor | undefined];
    return run([q, k, v, mask, b, lengths], attributes)[0]!.mul(weight).sum();
  }, wanted);
  return [...run(inputs, attributes), ...gradients];
}

/** The numbers of the result and the gradients that each way to compute them gives, from the same inputs. */
export async function numbersOf(
  runs: readonly Run[],
  what: Case,
  attributes: Attributes,
): Promise<Float32Array[][]> {
  const results = scope(() => {
    const inputs = inputsOf(what);
    const [{ shape }] = inputs;
    const weight = noise(shape.with(3, what.E));
    return runs.map((run) => resultAndGradients(run, inputs, weight, attributes));
  });
  return Promise.all(
    results.map((tensors) =>
      Promise.all(
        tensors.map(async (own) => {
          const data = Float32Array.from(await own.data());
          own.dispose();
          return data;
        }),
      ),
    ),
  );
}

/** Checks that two computations gave the same bits; vitest's own comparison takes seconds for so many. */
export function expectSameBits(
  actual: readonly Float32Array[],
  expected: readonly Float32Array[],
): void {
  const differing = actual.map((own, i) => own.findIndex((x, j) => !Object.is(x, expected[i]![j])));
  expect(differing).toEqual(expected.map(() => -1));
}
