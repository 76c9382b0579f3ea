import { manualSeed, randn, scope, tensor, useBackend, type Tensor } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { plainDevice } from '../../../test/plain-device.ts';
import { toHalf } from '../../../test/to-half.ts';
import { webgpu } from '../../webgpu.ts';
import { matmulKinds } from './matmul.ts';

async function numbers(x: Tensor): Promise<number[]> {
  return [...(await x.data())];
}

describe.each(matmulKinds)('mixed precision, matmul by %s', (matmul) => {
  it('multiplies rounded factors, and sums more than float16 could', async () => {
    const gpu = await webgpu({ mixedPrecision: true, matmul });
    useBackend(gpu);
    manualSeed(1);
    const n = 129;
    const depth = 37;
    const [a, b] = scope((): [Tensor, Tensor] => [randn([n, depth]), randn([depth, n])]);
    const product = a.matmul(b);
    const [x, w, y] = await Promise.all([numbers(a), numbers(b), numbers(product)]);
    const [p, q] = [x.map(toHalf), w.map(toHalf)];
    for (let i = 0; i < n; i += 16) {
      for (let j = 0; j < n; j += 16) {
        let [sum, sizes] = [0, 0];
        for (let k = 0; k < depth; k++) {
          const term = p[i * depth + k]! * q[k * n + j]!;
          sum += term;
          sizes += Math.abs(term);
        }
        // Each sum of 16 products rounds 16 times by at most half a step.
        expect(Math.abs(y[i * n + j]! - sum)).toBeLessThan(sizes * 16 * 2 ** -12);
      }
    }
    for (const one of [a, b, product]) one.dispose();
    gpu.dispose();
  });

  it('rounds a third to 11 bits', async () => {
    const gpu = await webgpu({ mixedPrecision: true, matmul });
    useBackend(gpu);
    const [third, one] = [tensor([[1 / 3]]), tensor([[1]])];
    const product = third.matmul(one);
    expect(await numbers(product)).toEqual([toHalf(1 / 3)]);
    for (const each of [third, one, product]) each.dispose();
    gpu.dispose();
  });

  it('is off unless asked for: a third keeps its 24 bits', async () => {
    const gpu = await webgpu({ matmul });
    useBackend(gpu);
    const third = tensor([[1 / 3]]);
    const product = third.matmul(third);
    expect((await numbers(product))[0]).toBeCloseTo(1 / 9, 7);
    for (const one of [third, product]) one.dispose();
    gpu.dispose();
  });
});

it('says that a device has no float16', async () => {
  const device = await plainDevice();
  await expect(webgpu({ device, mixedPrecision: true })).rejects.toThrow(
    "needs the feature 'shader-f16'",
  );
  device.destroy();
});
