import { grad } from '@rondo/autograd';
import {
  attentionFused,
  keep,
  memory as liveTensors,
  scaledDotProductAttention,
  scope,
  tensor,
  useBackend,
  type FusedAttributes,
  type Tensor,
} from '@rondo/tensor';
import { assert, asyncProperty, boolean, constantFrom, integer, option, record } from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { CpuBackend } from '../../cpu-backend.ts';
import { type KernelContext, soloContext } from '../../kernel-context.ts';
import { LinearMemory } from '../../linear-memory.ts';
import { SoloTeam } from '../../threads/solo-team.ts';
import type { KernelArguments, TeamKernel, TeamScratch } from '../../threads/team.ts';
import { compiledModules } from '../assembler/index.ts';
import { createAttention } from './index.ts';

/** Makes the calls of seven threads one after the other, the last first, each in the space of another thread. */
class TurnsTeam extends SoloTeam {
  override readonly threads = 7;
  override run({ call }: TeamKernel, calls: readonly KernelArguments[]): void {
    for (const [i, parameters] of [...calls.entries()].toReversed()) {
      call(i % this.threads, ...parameters);
    }
  }
  override scratch(bytesPerThread: number): TeamScratch {
    return { ...super.scratch(bytesPerThread * this.threads), step: bytesPerThread };
  }
}

function backendOf(context: KernelContext): CpuBackend {
  const kernels = { fused: { attention: createAttention(context) } };
  return new CpuBackend({ memory: context.memory, kernels });
}

const memory = new LinearMemory();
const solo = soloContext(memory);
const alone = backendOf(solo);
const inTurns = backendOf({ ...solo, team: new TurnsTeam(memory) });

beforeEach(() => useBackend(alone));

type Attributes = FusedAttributes['attention'];
type Inputs = Parameters<typeof attentionFused.run>[0];
type Run = (inputs: Inputs, attributes: Attributes) => readonly Tensor[];

const kernel: Run = (inputs, attributes) => attentionFused.run(inputs, attributes);
const twin: Run = (inputs, attributes) => attentionFused.composed(inputs, attributes);

let seed = 7;

function draw(): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 31 - 1;
}

function noise(shape: readonly number[], scale = 1): Tensor {
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

interface Case {
  readonly N: number;
  readonly T1: number;
  readonly T2: number;
  readonly K: number;
  readonly G: number;
  readonly D: number;
  readonly E: number;
  readonly strided?: boolean;
  /** Axes of [N, H, T1, T2] along which mask and bias differ, as bits. */
  readonly mask?: number | null;
  readonly bias?: number | null;
  readonly hasLengths?: boolean;
}

const plain: Attributes = {
  scale: 0.7,
  causal: false,
  queryOffset: 0,
  p: 0,
  seed: 3,
  block: 2 ** 32 - 5,
};

function inputsOf(own: Case): Inputs {
  const { N, T1, T2, K, G, D, E, strided = false, mask, bias, hasLengths } = own;
  const full = [N, K * G, T1, T2];
  const shapeOf = (bits: number) => full.map((size, axis) => ((bits >> axis) & 1 ? size : 1));
  const lengths = Int32Array.from({ length: N }, (_, n) => (n * 5 + T2 - 1) % (T2 + 2));
  return [
    heads([N, T1, K * G, D], strided),
    heads([N, T2, K, D], strided),
    heads([N, T2, K, E], strided),
    mask === undefined || mask === null ? undefined : noise(shapeOf(mask)).greater(-0.4),
    bias === undefined || bias === null ? undefined : noise(shapeOf(bias), 2),
    hasLengths ? tensor(lengths, { dtype: 'int32' }) : undefined,
  ];
}

/** The result, then the gradients of its weighed sum for query, key, value and bias. */
function resultAndGradients(run: Run, inputs: Inputs, weight: Tensor, attributes: Attributes) {
  const [query, key, value, mask, bias, lengths] = inputs;
  const wanted = [query, key, value, ...(bias ? [bias] : [])];
  const gradients = grad((...given: Tensor[]) => {
    const [q, k, v, b] = given as [Tensor, Tensor, Tensor, Tensor | undefined];
    return run([q, k, v, mask, b, lengths], attributes)[0]!.mul(weight).sum();
  }, wanted);
  return [...run(inputs, attributes), ...gradients];
}

/** How far the largest differences are beyond the tolerance, one for each result: at most 0 where all agree. */
async function excess(actual: readonly Tensor[], expected: readonly Tensor[]): Promise<number[]> {
  const data = (tensors: readonly Tensor[]) => Promise.all(tensors.map((own) => own.data()));
  const [ours, theirs] = [await data(actual), await data(expected)];
  return ours.map((own, i) => {
    const wanted = theirs[i]!;
    expect(own.length).toBe(wanted.length);
    const largest = wanted.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
    // A NaN is no agreement.
    const worst = own.reduce((most, x, j) => Math.max(most, Math.abs(x - wanted[j]!)), 0);
    return worst <= 2e-5 * largest ? 0 : worst;
  });
}

async function expectTwin(own: Case, attributes: Attributes): Promise<void> {
  const [actual, expected] = scope(() => {
    const inputs = inputsOf(own);
    const weight = noise(kernel(inputs, attributes)[0]!.shape);
    return [kernel, twin].map((run) => resultAndGradients(run, inputs, weight, attributes));
  }) as [Tensor[], Tensor[]];
  try {
    expect(await excess(actual, expected)).toEqual(actual.map(() => 0));
  } finally {
    for (const own of [...actual, ...expected]) own.dispose();
  }
}

const size = (...odd: number[]) => constantFrom(1, 3, 7, 33, ...odd);
const axes = option(integer({ min: 0, max: 15 }), { freq: 2 });

describe('attention', () => {
  it('equals its twin for every option, with its gradients', async () => {
    const cases = record({
      N: integer({ min: 1, max: 3 }),
      T1: size(2, 64, 65, 130),
      T2: size(16, 64, 70, 129),
      K: integer({ min: 1, max: 3 }),
      G: integer({ min: 1, max: 2 }),
      D: size(4, 16),
      E: size(8, 20),
      strided: boolean(),
      mask: axes,
      bias: axes,
      hasLengths: boolean(),
    });
    const attributes = record({
      scale: constantFrom(0.7, -1.5, 0),
      causal: boolean(),
      queryOffset: constantFrom(0, 0, 1, -2, 60),
      p: constantFrom(0, 0, 0.3, 1),
    });
    await assert(
      asyncProperty(cases, attributes, (own, chosen) => expectTwin(own, { ...plain, ...chosen })),
      { numRuns: 150 },
    );
  });
});
