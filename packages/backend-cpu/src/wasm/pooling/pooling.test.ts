import { backward, Parameter } from '@rondo/autograd';
import {
  adaptiveMaxPool2d,
  avgPool2d,
  manualSeed,
  maxPool2d,
  maxPool3d,
  randn,
  scope,
  tensor,
  useBackend,
  type Backend,
  type Tensor,
} from '@rondo/tensor';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { awaitWorkers } from '../../../test/threaded-context.ts';
import { cpu } from '../../cpu.ts';

interface Case {
  readonly shape: readonly number[];
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly ceilMode: boolean;
}

const pair = (min: number, max: number) =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

const cases: fc.Arbitrary<Case> = fc
  .record({
    shape: fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 4 }), ...sizes()),
    kernel: pair(1, 4),
    stride: pair(1, 4),
    dilation: pair(1, 2),
    padding: pair(0, 2),
    ceilMode: fc.boolean(),
  })
  .filter(({ shape, kernel, dilation, padding }) =>
    kernel.every(
      (own, i) => 2 * padding[i]! <= own && shape[i + 2]! >= dilation[i]! * (own - 1) + 1,
    ),
  );

function sizes() {
  return [fc.integer({ min: 1, max: 13 }), fc.integer({ min: 1, max: 13 })] as const;
}

/** Values and gradients on a backend, of few different numbers, so that windows have several largest ones. */
async function results(backend: Backend, example: Case): Promise<ArrayLike<number>[]> {
  const { shape, kernel, dilation, ...options } = example;
  useBackend(backend);
  manualSeed(5);
  const x = new Parameter(scope(() => randn(shape).mul(2).cast('int32').cast('float32')));
  const run = (): Tensor => {
    const largest = maxPool2d(x, kernel, { ...options, dilation });
    const mean = avgPool2d(x, kernel, { ...options, countIncludePad: false });
    const adaptive = adaptiveMaxPool2d(x, [3, 2]);
    return [largest, mean, adaptive].reduce<Tensor>(
      (sum, y, i) => sum.add(y.mul(y.add(i + 1)).sum()),
      x.sum(),
    );
  };
  const value = backward(() => scope(run));
  const data = await Promise.all([value.data(), x.grad!.data()]);
  x.clearGrad();
  x.dispose();
  value.dispose();
  return data;
}

describe('pooling', () => {
  const [plain, reference] = [cpu(), cpu({ kernels: 'reference' })];
  const threaded = cpu({ threads: 3 });
  awaitWorkers(() => threaded.describe().threads);
  afterAll(() => {
    for (const backend of [plain, reference, threaded]) backend.dispose();
  });

  it('agrees with its composed twins, value and gradients', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (example) => {
        const [actual, expected] = [
          await results(plain, example),
          await results(reference, example),
        ];
        for (const [i, numbers] of actual.entries()) {
          const scale = Math.max(1, ...Array.from(expected[i]!, Math.abs));
          Array.from(numbers, (n, j) =>
            expect(Math.abs(n - expected[i]![j]!)).toBeLessThan(1e-5 * scale),
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('finds the first largest of 2 x 2 in rows of any length, or NaN', async () => {
    const size = fc.integer({ min: 2, max: 27 });
    await fc.assert(
      fc.asyncProperty(size, size, fc.integer({ min: 1, max: 3 }), async (H, W, D) => {
        const shape = [2, 3, D, H, W];
        const values = Float32Array.from({ length: 6 * D * H * W }, (_, i) =>
          i % 29 === 3 ? Number.NaN : (i * 7919) % 5,
        );
        const of = async (backend: Backend) => {
          useBackend(backend);
          const x = new Parameter(tensor(values, { shape }));
          const pooled = maxPool3d(x, [1, 2, 2]);
          const weights = tensor(
            Float32Array.from({ length: pooled.size }, (_, i) => 1 + (i % 13)),
            { shape: [...pooled.shape] },
          );
          const kept = await pooled.data();
          backward(() => scope(() => maxPool3d(x, [1, 2, 2]).mul(weights).sum())).dispose();
          const gradient = await x.grad!.data();
          x.clearGrad();
          x.dispose();
          return [kept, gradient];
        };
        expect(await of(plain)).toEqual(await of(reference));
      }),
      { numRuns: 40 },
    );
  });

  it('is the same to the bit on several threads', async () => {
    const example: Case = {
      shape: [3, 37, 19, 23],
      kernel: [3, 2],
      stride: [2, 1],
      dilation: [1, 2],
      padding: [1, 0],
      ceilMode: true,
    };
    expect(await results(threaded, example)).toEqual(await results(plain, example));
  });
});
