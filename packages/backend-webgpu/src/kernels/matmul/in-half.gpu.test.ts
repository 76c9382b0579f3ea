import {
  assign,
  manualSeed,
  ones,
  randn,
  scope,
  tensor,
  useBackend,
  type Tensor,
} from '@rondo/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainDevice } from '../../../test/plain-device.ts';
import { toHalf } from '../../../test/to-half.ts';
import { webgpu } from '../../webgpu.ts';
import type { WebGpuBackend } from '../../webgpu-backend.ts';
import { matmulKinds } from './matmul.ts';

/** Σ_k a[i, k] b[k, j] of rounded factors, and Σ_k |a[i, k] b[k, j]|, which a tolerance of sums goes by. */
function sumsOf(a: ArrayLike<number>, b: ArrayLike<number>, depth: number, columns: number) {
  return (i: number, j: number): { sum: number; size: number } => {
    let [sum, size] = [0, 0];
    for (let k = 0; k < depth; k++) {
      const term = toHalf(a[i * depth + k]!) * toHalf(b[k * columns + j]!);
      sum += term;
      size += Math.abs(term);
    }
    return { sum, size };
  };
}

describe.each(matmulKinds)('factors in float16, matmul by %s', (matmul) => {
  let gpu: WebGpuBackend;
  beforeAll(async () => {
    gpu = await webgpu({ halfStorage: true, matmul });
    useBackend(gpu);
  });
  afterAll(() => gpu.dispose());

  // Fours, with factors along both of their axes, and none.
  it.each([
    [68, 36, 72, false],
    [68, 36, 72, true],
    [67, 37, 71, false],
  ])('[%i, %i] by %i columns, transposed: %s', async (rows, depth, columns, isTransposed) => {
    manualSeed(1);
    const stored = scope((): [Tensor, Tensor] =>
      isTransposed
        ? [randn([depth, rows]), randn([columns, depth])]
        : [randn([rows, depth]), randn([depth, columns])],
    );
    const [a, b] = isTransposed ? stored.map((one) => one.transpose(0, 1)) : stored;
    const product = a!.matmul(b!);
    const [x, w, y] = await Promise.all([a!.data(), b!.data(), product.data()]);
    const expected = sumsOf(x, w, depth, columns);
    let worst = 0;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        const { sum, size } = expected(i, j);
        worst = Math.max(worst, Math.abs(y[i * columns + j]! - sum) / size);
      }
    }
    // Sums are float32: float16 rounds a thousand times as much.
    expect(worst).toBeLessThan(1e-6);
    for (const one of new Set([...stored, a!, b!, product])) one.dispose();
  });
});

describe('copies in float16', () => {
  let gpu: WebGpuBackend;
  beforeAll(async () => {
    gpu = await webgpu({ halfStorage: true, matmul: 'registers' });
    useBackend(gpu);
  });
  afterAll(() => gpu.dispose());

  const launches = (): number => gpu.describe().counts.launches;

  it('are made once, serve both directions, and again after a change', async () => {
    const [x, w] = [ones([64, 64]), ones([64, 64])];
    const start = launches();
    scope(() => void x.matmul(w));
    expect(launches() - start).toBe(3);
    scope(() => void x.matmul(w.transpose(0, 1)));
    scope(() => void x.transpose(0, 1).matmul(w));
    expect(launches() - start).toBe(5);
    scope(() => assign(w, w.mul(3)));
    const changed = launches();
    const y = x.matmul(w);
    expect(launches() - changed).toBe(2);
    expect(new Set(await y.data())).toEqual(new Set([192]));
    for (const one of [x, w, y]) one.dispose();
  });

  it('go with their tensors', () => {
    const before = gpu.describe().memory.bytesInUse;
    const [x, w] = [ones([64, 64]), ones([64, 64])];
    scope(() => void x.matmul(w));
    // Of each factor 16 KiB, and half of that.
    expect(gpu.describe().memory.bytesInUse - before).toBe(2 * 24 * 1024);
    x.dispose();
    w.dispose();
    expect(gpu.describe().memory.bytesInUse).toBe(before);
  });

  it('are infinite beyond float16, keep NaN, and lose what is below it', async () => {
    const [x, w] = [ones([64, 64]), ones([64, 64])];
    scope(() => {
      const special = tensor([70_000, NaN, 1e-8, -70_000]);
      assign(x.narrow(0, 0, 4), special.unsqueeze(1).expand([4, 64]));
    });
    const y = x.matmul(w);
    const data = await y.data();
    expect([0, 1, 2, 3, 4].map((row) => data[row * 64])).toEqual([Infinity, NaN, 0, -Infinity, 64]);
    for (const one of [x, w, y]) one.dispose();
  });

  it('are left out where a tensor is a small part of what it is a view of, and where products are small', async () => {
    const long = ones([1024, 64]);
    const start = launches();
    const third = tensor([[1 / 3]]);
    const [y, small] = scope((): [Tensor, Tensor] => {
      const part = long.narrow(0, 64, 64);
      return [part.matmul(part.transpose(0, 1)), third.matmul(third)];
    });
    expect(launches() - start).toBe(2);
    expect((await y.data())[5]).toBe(64);
    expect(await small.item()).toBeCloseTo(1 / 9, 7);
    for (const one of [long, third, y, small]) one.dispose();
  });
});

it('says that a device has no float16', async () => {
  const device = await plainDevice();
  await expect(webgpu({ device, halfStorage: true })).rejects.toThrow(
    "halfStorage needs the feature 'shader-f16'",
  );
  device.destroy();
});
