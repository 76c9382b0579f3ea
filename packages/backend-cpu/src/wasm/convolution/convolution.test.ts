import { backward, Parameter } from '@rondo/autograd';
import { conv1d, conv2d, manualSeed, randn, scope, useBackend, type Backend } from '@rondo/tensor';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { awaitWorkers } from '../../../test/threaded-context.ts';
import { cpu } from '../../cpu.ts';

interface Case {
  readonly N: number;
  readonly groups: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly size: readonly [number, number];
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
}

const pair = (min: number, max: number) =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

const cases: fc.Arbitrary<Case> = fc
  .record({
    N: fc.integer({ min: 0, max: 3 }),
    groups: fc.integer({ min: 1, max: 3 }),
    inputs: fc.integer({ min: 1, max: 5 }),
    outputs: fc.integer({ min: 1, max: 9 }),
    size: pair(1, 23),
    kernel: pair(1, 4),
    stride: pair(1, 3),
    padding: pair(0, 4),
    dilation: pair(1, 3),
  })
  .filter(({ size, kernel, padding, dilation }) =>
    size.every((n, i) => n + 2 * padding[i]! >= dilation[i]! * (kernel[i]! - 1) + 1),
  );

/** Output and gradients of x, weight and bias on a backend. */
async function results(backend: Backend, example: Case): Promise<ArrayLike<number>[]> {
  const { N, groups, inputs, outputs, size, kernel, ...options } = example;
  useBackend(backend);
  manualSeed(5);
  const parameters = [
    new Parameter(randn([N, groups * inputs, ...size])),
    new Parameter(randn([groups * outputs, inputs, ...kernel])),
    new Parameter(randn([groups * outputs])),
  ];
  const [x, weight, bias] = parameters as [Parameter, Parameter, Parameter];
  const run = () => conv2d(x, weight, { bias, groups, ...options });
  const y = run();
  backward(() => run().mul(run().add(0.5)).sum()).dispose();
  const all = [y, ...parameters.map(({ grad }) => grad!)];
  const data = await Promise.all(all.map((tensor) => tensor.data()));
  for (const parameter of parameters) {
    parameter.clearGrad();
    parameter.dispose();
  }
  y.dispose();
  return data;
}

describe('convolution', () => {
  const [plain, reference] = [cpu(), cpu({ kernels: 'reference' })];
  const threaded = cpu({ threads: 3 });
  awaitWorkers(() => threaded.describe().threads);
  afterAll(() => {
    for (const backend of [plain, reference, threaded]) backend.dispose();
  });

  const expectTwin = async (example: Case): Promise<void> => {
    const [actual, expected] = [await results(plain, example), await results(reference, example)];
    for (const [i, numbers] of actual.entries()) {
      const other = expected[i]!;
      expect(numbers.length).toBe(other.length);
      const scale = Math.max(1, ...Array.from(other, Math.abs));
      expect(Math.max(0, ...Array.from(numbers, (n, j) => Math.abs(n - other[j]!)))).toBeLessThan(
        2e-5 * scale,
      );
    }
  };

  it('agrees with its composed twin, value and gradients', async () => {
    await fc.assert(fc.asyncProperty(cases, expectTwin), { numRuns: 60 });
  });

  const one = [1, 1] as const;
  const pointwise = { kernel: one, stride: one, padding: [0, 0], dilation: one } as const;
  it.each<[string, Case]>([
    // More places than a block has, more images than parts.
    ['single places', { N: 9, groups: 2, inputs: 3, outputs: 5, size: [17, 19], ...pointwise }],
    [
      'many channels of single places',
      { N: 2, groups: 1, inputs: 67, outputs: 70, size: [3, 3], ...pointwise },
    ],
    [
      'every other place',
      { N: 3, groups: 1, inputs: 6, outputs: 7, size: [9, 8], ...pointwise, stride: [2, 2] },
    ],
    [
      'several blocks of places and parts',
      {
        N: 10,
        groups: 1,
        inputs: 6,
        outputs: 9,
        size: [19, 23],
        kernel: [3, 3],
        stride: one,
        padding: one,
        dilation: one,
      },
    ],
  ])('agrees with it on %s', (_, example) => expectTwin(example));

  it('is the same to the bit on several threads', async () => {
    const example: Case = {
      N: 3,
      groups: 2,
      inputs: 37,
      outputs: 65,
      size: [19, 23],
      kernel: [3, 2],
      stride: [1, 1],
      padding: [1, 0],
      dilation: [1, 1],
    };
    expect(await results(threaded, example)).toEqual(await results(plain, example));
  });

  it('takes a line longer than a block of places', async () => {
    const make = (backend: Backend) => {
      useBackend(backend);
      manualSeed(6);
      return scope(() => conv1d(randn([1, 2, 3001]), randn([3, 2, 5]), { padding: 2 }));
    };
    const [a, b] = [make(plain), make(reference)];
    const expected = await b.data();
    expect((await a.data()).every((n, i) => Math.abs(n - expected[i]!) < 1e-4)).toBe(true);
    a.dispose();
    b.dispose();
  });
});
