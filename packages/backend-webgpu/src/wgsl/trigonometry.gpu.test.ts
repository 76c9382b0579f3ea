import { cos, scope, sign, sin, tensor, useBackend, type Tensor } from '@rondo/tensor';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { webgpu } from '../webgpu.ts';
import type { WebGpuBackend } from '../webgpu-backend.ts';

let gpu: WebGpuBackend;
beforeAll(async () => {
  gpu = await webgpu();
  useBackend(gpu);
});
afterAll(() => gpu.dispose());

/** Numbers of every size that float32 has, of both signs. */
const numbers = Float32Array.from({ length: 4000 }, (_, i) => {
  const mantissa = 1 + ((i * 0.6180339887) % 1);
  return (i % 2 === 0 ? 1 : -1) * mantissa * 2 ** (-20 + Math.floor((i * 148) / 4000));
});

async function of(f: (x: Tensor) => Tensor, values: Float32Array): Promise<Float32Array> {
  const y = scope(() => f(tensor(values)));
  const result = await y.data();
  y.dispose();
  return result as Float32Array;
}

it.each([
  ['sin', sin, Math.sin],
  ['cos', cos, Math.cos],
])('%s is right to 2e-6 for numbers of every size', async (_, f, expected) => {
  const received = await of(f, numbers);
  const errors = numbers.map((x, i) => Math.abs(received[i]! - expected(x)));
  const worst = errors.reduce(
    (one, error, i) => (error > errors[one]! || Number.isNaN(error) ? i : one),
    0,
  );
  expect(errors[worst], `at ${numbers[worst]}`).toBeLessThan(2e-6);
});

it('is NaN of what has no sine, and the sign of NaN is NaN', async () => {
  const odd = Float32Array.of(Infinity, -Infinity, Number.NaN);
  expect([...(await of(sin, odd))]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  const signs = await of(sign, Float32Array.of(Number.NaN, -2, 0, 3));
  expect([...signs]).toEqual([Number.NaN, -1, 0, 1]);
});
