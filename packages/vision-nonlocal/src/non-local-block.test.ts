import { backward, Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { gradCheckModule, init } from '@rondo/layers-core';
import { manualSeed, memory, randn, scope, tensor, useBackend, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { largestDifference } from '../test/largest-difference.ts';
import { pairwise } from '../test/pairwise.ts';
import { forms, randomise } from '../test/random-block.ts';
import { NonLocalBlock1d, NonLocalBlock2d, NonLocalBlock3d } from './non-local-block.ts';
import type { NonLocalBlockOptions } from './non-local-options.ts';

useBackend(cpu());
manualSeed(71);

type AnyBlock = NonLocalBlock1d | NonLocalBlock2d | NonLocalBlock3d;

const kinds: [string, (options: NonLocalBlockOptions) => AnyBlock, number[]][] = [
  ['1d', (options) => new NonLocalBlock1d(5, options), [2, 5, 7]],
  ['2d', (options) => new NonLocalBlock2d(5, options), [2, 5, 3, 5]],
  ['3d', (options) => new NonLocalBlock3d(5, options), [2, 5, 3, 2, 5]],
];

describe.each(kinds)('NonLocalBlock%s', (_name, make, shape) => {
  it.each(forms)('%s begins as the identity, bit for bit, with either zero', async (form) => {
    const x = randn(shape);
    for (const norm of ['batch', 'none'] as const) {
      const block = own(make({ form, norm, subsample: true }));
      expect(await block.forward(x).data()).toEqual(await x.data());
      const factor = await block.bn?.weight!.abs().max().item();
      const last = await block.convOut.weight.abs().max().item();
      expect([factor, last].filter((largest) => largest === 0)).toHaveLength(1);
    }
  });

  it.each(forms)(
    '%s learns from there: some gradient of the last layers is not 0',
    async (form) => {
      for (const norm of ['batch', 'none'] as const) {
        const block = own(make({ form, norm, std: 0.5 }));
        const x = randn(shape);
        backward(() => block.forward(x).mul(randn(shape)).sum()).dispose();
        const last = norm === 'batch' ? block.bn!.weight! : block.convOut.weight;
        expect(await last.grad!.abs().max().item()).toBeGreaterThan(0);
      }
    },
  );

  it.each(forms)('%s has the gradients of difference quotients', async (form) => {
    const block = randomise(own(make({ form, innerChannels: 3, norm: 'none' })), 0.4);
    const x = randn(shape);
    // Concatenation has corners, which small steps seldom meet.
    const options =
      form === 'concatenation'
        ? { step: 1e-3, rtol: 3e-2, atol: 3e-2 }
        : { step: 5e-3, rtol: 5e-3, atol: 5e-3 };
    const forward = (value: Tensor | undefined): Tensor => block.forward(value!);
    expect(await gradCheckModule(block, forward, [x], options)).toBeLessThan(3e-2);
  });

  it.each(forms)('%s: pooled or not, the shapes', (form) => {
    const positions = shape.slice(2).reduce((a, b) => a * b, 1);
    for (const subsample of [false, true, 'before', 'after'] as const) {
      const block = own(make({ form, subsample }));
      expect(block.innerChannels).toBe(2);
      expect(block.forward(randn(shape)).shape).toEqual(shape);
      const pooled = { 7: 3, 15: 2, 30: 6 }[positions];
      expect(block.similarityMaps(randn(shape)).shape).toEqual([
        2,
        positions,
        subsample ? pooled : positions,
      ]);
    }
  });

  it('takes an empty batch', () => {
    const block = own(make({ norm: 'none' }));
    expect(block.forward(randn([0, ...shape.slice(1)])).shape).toEqual([0, ...shape.slice(1)]);
  });

  it.each(forms)('%s leaks nothing', (form) => {
    const before = memory();
    const block = make({ form, subsample: true });
    const x = new Parameter(randn(shape));
    scope(() => {
      backward(() => block.forward(x).square().sum());
      block.similarityMaps(x, { queries: [1] });
    });
    x.dispose();
    block.dispose();
    expect(memory()).toEqual(before);
  });
});

const places = [false, 'after', 'before'] as const;

describe('the forms', () => {
  it.each(forms)('%s: the result of another order of positions is in that order', async (form) => {
    const block = randomise(own(new NonLocalBlock1d(4, { form, norm: 'none' })));
    const x = randn([2, 4, 9]);
    const reversed = block.forward(x.flip(2)).flip(2);
    expect(await largestDifference(reversed, block.forward(x))).toBeLessThan(1e-5);
    const [y, other] = [block.forward(x), block.forward(x.narrow(2, 0, 8))];
    expect(await largestDifference(y.narrow(2, 0, 8), other)).toBeGreaterThan(1e-3);
  });

  it.each(forms)('%s: 1d, 2d and 3d agree on the same positions', async (form) => {
    const options = { form, innerChannels: 3, norm: 'none' } as const;
    const one = randomise(own(new NonLocalBlock1d(4, options)));
    const two = own(new NonLocalBlock2d(4, options));
    const three = own(new NonLocalBlock3d(4, options));
    for (const block of [two, three]) {
      for (const [i, parameter] of block.parameters().entries()) {
        scope(() => parameter.assign(one.parameters()[i]!.reshape(parameter.shape)));
      }
    }
    const x = randn([2, 4, 12]);
    const expected = one.forward(x);
    for (const y of [
      two.forward(x.reshape([2, 4, 3, 4])),
      three.forward(x.reshape([2, 4, 3, 2, 2])),
    ]) {
      expect(await largestDifference(y.reshape(x.shape), expected)).toBeLessThan(1e-6);
    }
  });

  it.each(forms.flatMap((form) => places.map((subsample) => [form, subsample] as const)))(
    '%s, pooled %s: values and gradients are those of the matrix of all pairs',
    async (form, subsample) => {
      const options = { form, subsample, innerChannels: 3, norm: 'none' } as const;
      const block = randomise(own(new NonLocalBlock2d(4, options)));
      const x = own(new Parameter(randn([2, 4, 4, 5])));
      const seed = randn(x.shape);
      const run = (forward: () => Tensor): Tensor[] => {
        const y = backward(() => {
          const results = forward();
          return { loss: results.mul(seed).sum(), results };
        }).results;
        return [y, ...[x, ...block.parameters()].map(({ grad }) => grad!.clone())];
      };
      const expected = run(() => pairwise(block, x));
      for (const parameter of [x, ...block.parameters()]) parameter.clearGrad();
      const actual = run(() => block.forward(x));
      for (const [i, value] of actual.entries()) {
        expect(await largestDifference(value, expected[i]!)).toBeLessThan(2e-5);
      }
    },
  );

  it.each(['embeddedGaussian', 'gaussian'] as const)('%s: rows of maps sum to 1', async (form) => {
    const block = randomise(own(new NonLocalBlock2d(4, { form, subsample: true })));
    const sums = await block
      .similarityMaps(randn([2, 4, 4, 5]))
      .sum(-1)
      .data();
    for (const sum of sums) expect(sum).toBeCloseTo(1, 5);
  });

  it.each(forms)('%s: maps of some queries are rows of the whole', async (form) => {
    const block = randomise(own(new NonLocalBlock3d(4, { form, subsample: true })));
    const x = randn([2, 4, 2, 3, 5]);
    const some = block.similarityMaps(x, { queries: [[1, 2, 3], 7] });
    const whole = block.similarityMaps(x);
    for (const [i, place] of [28, 7].entries()) {
      expect(await largestDifference(some.select(1, i), whole.select(1, place))).toBeLessThan(1e-6);
    }
    expect(block.keySizes([2, 3, 5])).toEqual([2, 1, 2]);
  });

  it('concatenation: counts the positions above each other as ReLU does, equal ones too', async () => {
    const block = own(new NonLocalBlock1d(1, { form: 'concatenation', norm: 'none' }));
    for (const parameter of block.parameters()) init.ones(parameter);
    const x = tensor([[[-1, 1, -1, -2, 1, -3]]]);
    // θ = φ = g = x + 1, f = ReLU(θᵢ + φⱼ), y = Σ f g / 6, z = y + 1 + x.
    const theta = [0, 2, 0, -1, 2, -2];
    const expected = theta.map(
      (a) => theta.reduce((sum, b) => sum + Math.max(0, a + b) * b, 0) / 6 + a,
    );
    const y = await block.forward(x).data();
    for (const [i, value] of y.entries()) expect(value).toBeCloseTo(expected[i]!, 5);
  });
});
