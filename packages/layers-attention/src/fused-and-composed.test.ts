import { backward, Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import type { Module } from '@rondo/layers-core';
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
import { TransformerDecoderLayer } from './transformer-decoder-layer.ts';
import { TransformerEncoderLayer } from './transformer-encoder-layer.ts';
import { Transformer } from './transformer.ts';

const usual = cpu();
/** It has no fused kernels: their composed twins run. */
const plain = cpu({ kernels: 'reference' });
useBackend(usual);

/** What a computation gives on a backend, as plain numbers. */
async function numbersOn(backend: typeof usual, compute: () => Tensor[]): Promise<number[][]> {
  useBackend(backend);
  try {
    const results = compute();
    const numbers = await Promise.all(results.map(async (x) => [...(await x.data())]));
    dispose(results);
    return numbers;
  } finally {
    useBackend(usual);
  }
}

/** Largest difference of each tensor, as a part of its largest element (of 1 if that is less). */
function differences(found: readonly number[][], expected: readonly number[][]): number[] {
  expect(found.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  return expected.map((numbers, i) => {
    const scale = Math.max(1, ...numbers.map(Math.abs));
    return Math.max(0, ...numbers.map((number, j) => Math.abs(found[i]![j]! - number) / scale));
  });
}

/** So often inputs and weights are moved, to see how far rounding reaches. */
const nudges = 8;

/**
 * The kernels against their twins, with the same random numbers. Where norms of few features magnify rounding, `nudged` is what the twins
 * give when their inputs and weights move by a bit or two: kernels may differ by a few times as much as the twins do from themselves.
 */
async function expectAgreement(
  compute: () => Tensor[],
  nudged?: (which: number) => Tensor[],
): Promise<void> {
  const [fused, composed] = [await numbersOn(usual, compute), await numbersOn(plain, compute)];
  const found = differences(fused, composed);
  let tolerance = 3e-5;
  const isNear = found.every((difference) => difference < tolerance);
  for (let which = 1; !isNear && nudged && which <= nudges; which++) {
    const moved = differences(await numbersOn(plain, () => nudged(which)), composed);
    tolerance = Math.max(tolerance, 4 * Math.max(...moved));
  }
  for (const [i, difference] of found.entries()) {
    expect(difference, `tensor ${i}`).toBeLessThan(tolerance);
  }
}

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
    const { alone, withWeights } = scope(() => {
      const data = inputsOf(given);
      const results = {
        alone: run(attention, given, data, undefined),
        withWeights: run(attention, given, data, 'heads'),
      };
      dispose(data.inputs);
      return results;
    });
    for (const [i, own] of alone.entries()) {
      expect(await largestDifference(own, withWeights[i]!), `tensor ${i}`).toBeLessThan(2e-5);
    }
    seen.add(given.positions);
    dispose([alone, withWeights]);
    attention.dispose();
    await expectAgreement(() => {
      manualSeed(given.seed);
      const module = attentionOf(given);
      const results = scope(() => {
        const data = inputsOf(given);
        const found = run(module, given, data, undefined);
        dispose(data.inputs);
        return found;
      });
      module.dispose();
      return results;
    });
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

const layerCases = fc
  .record({
    seed: fc.nat(1e6),
    kind: fc.constantFrom('encoder layer', 'decoder layer', 'stacks'),
    N: fc.integer({ min: 1, max: 3 }),
    T: fc.constantFrom<number[]>(1, 2, 3, 5),
    S: fc.constantFrom<number[]>(1, 3, 7),
    H: fc.constantFrom<number[]>(1, 2, 3),
    D: fc.constantFrom<number[]>(2, 4),
    grouped: fc.boolean(),
    feedForward: fc.constantFrom<number[]>(1, 5),
    activation: fc.constantFrom('relu', 'gelu', 'swiglu'),
    normFirst: fc.boolean(),
    bias: fc.boolean(),
    dropout: fc.constantFrom<number[]>(0, 0.3),
    positions: fc.constantFrom(...positionKinds),
    causal: fc.boolean(),
  })
  .map((given) => ({ ...given, E: given.H * given.D }));

type LayerCase = typeof layerCases extends fc.Arbitrary<infer Value> ? Value : never;

/** Moves numbers by up to two bits of their last ones. */
function nudge(parameters: readonly Parameter[], which: number): void {
  for (const [i, parameter] of parameters.entries()) {
    scope(() => {
      const noise = rand(parameter.shape, { seed: 1000 * which + i }).sub(0.5);
      parameter.assign(parameter.mul(noise.mul(2 ** -21).add(1)));
    });
  }
}

/** Output, then the gradients of source, target and parameters; after a nudge, where one is chosen. */
function runLayers(given: LayerCase, which = 0): Tensor[] {
  const { seed, kind, N, T, S, H, E, grouped, causal } = given;
  const { feedForward, activation, normFirst, bias, dropout } = given;
  manualSeed(seed);
  const positions = makePositions(given.positions, { E, H });
  const sizes = { feedForward, activation, normFirst, bias, dropout, positions } as const;
  const options = { ...sizes, keyValueHeads: grouped ? 1 : H };
  const [source, target] = [new Parameter(randn([N, S, E])), new Parameter(randn([N, T, E]))];
  const lengths = Array.from({ length: N }, (_, n) => Math.max(0, S - n));
  const [module, forward] = ((): readonly [Module, () => Tensor] => {
    if (kind === 'encoder layer') {
      const layer = new TransformerEncoderLayer(E, H, options);
      return [layer, () => layer.forward(source, { keyLengths: lengths, causal })];
    }
    if (kind === 'decoder layer') {
      const layer = new TransformerDecoderLayer(E, H, options);
      const masks = { causal, memoryLengths: lengths };
      return [layer, () => layer.forward(target, source, masks)];
    }
    const model = new Transformer(E, H, { ...options, encoderLayers: 2, decoderLayers: 2 });
    const masks = { causal, sourceLengths: lengths };
    return [model, () => model.forward(source, target, masks)];
  })();
  if (which > 0) nudge([source, target, ...module.parameters()], which);
  const results = scope(() => {
    const { output } = backward(() => {
      const y = forward();
      return { loss: y.mul(randn(y.shape, { seed: 3 })).sum(), output: y };
    });
    const all = [source, target, ...module.parameters()];
    return [output, ...all.flatMap(({ grad }) => (grad ? [grad.clone()] : []))];
  });
  dispose([source, target]);
  module.dispose();
  return results;
}

it('so do layers and stacks, with dropout of the same random numbers', async () => {
  const kinds = new Set<string>();
  const property = fc.asyncProperty(layerCases, async (given) => {
    const before = memory();
    await expectAgreement(
      () => runLayers(given),
      (which) => runLayers(given, which),
    );
    expect(memory()).toEqual(before);
    kinds.add(given.kind);
  });
  await fc.assert(property, { numRuns: 60 });
  expect(kinds.size).toBe(3);
});
