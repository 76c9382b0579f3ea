import { backward, Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import {
  dispose,
  manualSeed,
  memory,
  rand,
  randn,
  scope,
  tensor,
  useBackend,
  type Tensor,
} from '@rondo/tensor';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { largestDifference } from '../test/largest-difference.ts';
import { makePositions, positionKinds } from '../test/position-kinds.ts';
import { MultiheadAttention, type AttentionInputs } from './multihead-attention.ts';

useBackend(cpu());

const size = fc.constantFrom<number[]>(1, 2, 3, 5, 7, 11);

const cases = fc
  .record({
    seed: fc.nat(1e6),
    N: fc.integer({ min: 1, max: 3 }),
    T1: size,
    T2: size,
    /** Heads of keys and values, and how many query heads share one. */
    K: fc.integer({ min: 1, max: 3 }),
    group: fc.integer({ min: 1, max: 3 }),
    D: fc.constantFrom<number[]>(1, 2, 3, 4, 5),
    kdim: fc.option(fc.constantFrom<number[]>(3, 7)),
    vdim: fc.option(fc.constantFrom<number[]>(5, 9)),
    bias: fc.boolean(),
    biasKV: fc.boolean(),
    addZeroAttention: fc.boolean(),
    scale: fc.option(fc.constantFrom<number[]>(0.3, -0.8, 0)),
    dropout: fc.constantFrom<number[]>(0, 0, 0.4),
    positions: fc.constantFrom(...positionKinds),
    // Axes of [N, H, T1, T2] along which they differ, as bits.
    mask: fc.option(fc.nat(15)),
    scoreBias: fc.option(fc.nat(15)),
    keyLengths: fc.option(fc.array(fc.nat(11), { minLength: 3, maxLength: 3 })),
    causal: fc.boolean(),
  })
  .map((given) => {
    const E = given.K * given.group * given.D;
    // What is added to keys and values must fit them.
    const isInput = ['sinusoidal', 'learned'].includes(given.positions);
    const sizes = { kdim: isInput ? E : (given.kdim ?? E), vdim: isInput ? E : (given.vdim ?? E) };
    return { ...given, ...sizes, E, H: given.K * given.group };
  });

type Case = typeof cases extends fc.Arbitrary<infer Value> ? Value : never;

function attentionOf(given: Case): MultiheadAttention {
  const { E, H, K, kdim, vdim, bias, biasKV, addZeroAttention, scale, dropout } = given;
  return new MultiheadAttention(E, H, {
    kdim,
    vdim,
    bias,
    biasKV,
    addZeroAttention,
    dropout,
    keyValueHeads: K,
    ...(scale === null ? {} : { scale }),
    positions: makePositions(given.positions, given),
  });
}

/** Query, key, value and, where there is one, the bias: all that a gradient flows to; and the masks. */
function inputsOf({ N, H, T1, T2, E, kdim, vdim, ...given }: Case): {
  inputs: Parameter[];
  masks: Pick<AttentionInputs, 'mask' | 'keyLengths' | 'causal'>;
} {
  const shapeOf = (bits: number): number[] =>
    [N, H, T1, T2].map((length, axis) => ((bits >> axis) & 1 ? length : 1));
  const own = (shape: number[]): Parameter => new Parameter(randn(shape));
  const inputs = [own([N, T1, E]), own([N, T2, kdim]), own([N, T2, vdim])];
  if (given.scoreBias !== null) inputs.push(own(shapeOf(given.scoreBias)));
  return {
    inputs,
    masks: {
      mask: given.mask === null ? undefined : rand(shapeOf(given.mask)).greater(0.3),
      keyLengths: given.keyLengths?.slice(0, N).map((length) => Math.min(length, T2)),
      causal: given.causal,
    },
  };
}

/** Output, then the gradients of inputs and parameters. */
function run(
  attention: MultiheadAttention,
  { seed }: Case,
  { inputs, masks }: ReturnType<typeof inputsOf>,
  needWeights: 'heads' | undefined,
): Tensor[] {
  const [query, key, value, bias] = inputs;
  // Both draw the same numbers for dropout.
  manualSeed(seed);
  const { output } = backward(() => {
    const attended = attention.forward(query!, key!, value!, { ...masks, bias, needWeights });
    const weight = randn(attended.output.shape, { seed: 3 });
    return { loss: attended.output.mul(weight).sum(), output: attended.output };
  });
  const gradients = [...inputs, ...attention.parameters()].map((parameter) => {
    const gradient = parameter.grad!.clone();
    parameter.clearGrad();
    return gradient;
  });
  return [output, ...gradients];
}

it('the kernel and the ops that spell it out agree for every option, with their gradients', async () => {
  const seen = new Set<string>();
  const property = fc.asyncProperty(cases, async (given) => {
    const before = memory();
    manualSeed(given.seed);
    const attention = attentionOf(given);
    const { fused, composed } = scope(() => {
      const data = inputsOf(given);
      const results = {
        fused: run(attention, given, data, undefined),
        composed: run(attention, given, data, 'heads'),
      };
      dispose(data.inputs);
      return results;
    });
    for (const [i, own] of fused.entries()) {
      expect(await largestDifference(own, composed[i]!), `tensor ${i}`).toBeLessThan(2e-5);
    }
    seen.add(given.positions);
    dispose([fused, composed]);
    attention.dispose();
    expect(memory()).toEqual(before);
  });
  await fc.assert(property, { numRuns: 150 });
  expect(seen.size).toBe(positionKinds.length);
});

it('the same where no query may attend to anything', async () => {
  const sizes = { N: 2, T1: 3, T2: 5, K: 2, group: 1, D: 2, E: 4, H: 2, kdim: 4, vdim: 4 };
  const options = { bias: true, biasKV: false, addZeroAttention: false, scale: null, dropout: 0 };
  const masks = { mask: null, scoreBias: 15, keyLengths: [0, 0, 0], causal: true };
  const given: Case = { seed: 1, positions: 'relative', ...sizes, ...options, ...masks };
  manualSeed(2);
  const attention = attentionOf(given);
  const results = scope(() => {
    const data = inputsOf(given);
    data.inputs[3]!.assign(tensor(new Float32Array(60).fill(-Infinity), { shape: [2, 2, 3, 5] }));
    const both = [undefined, 'heads' as const].map((needs) => run(attention, given, data, needs));
    dispose(data.inputs);
    return both;
  });
  const bias = await attention.outProj.bias!.array();
  for (const [output, ...gradients] of results) {
    expect(await output!.array()).toEqual(Array(2).fill(Array(3).fill(bias)));
    for (const gradient of gradients) expect([...(await gradient.data())]).not.toContain(NaN);
  }
  dispose(results);
  attention.dispose();
});
