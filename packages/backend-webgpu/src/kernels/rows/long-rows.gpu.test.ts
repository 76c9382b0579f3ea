import { backward, Parameter } from '@rondo/autograd';
import {
  crossEntropy,
  layerNorm,
  logSoftmax,
  logSumExp,
  ones,
  softmax,
  tensor,
  useBackend,
  zeros,
  type NumericArray,
  type Tensor,
} from '@rondo/tensor';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { webgpu } from '../../webgpu.ts';
import type { WebGpuBackend } from '../../webgpu-backend.ts';

let gpu: WebGpuBackend;
beforeAll(async () => {
  gpu = await webgpu();
  useBackend(gpu);
});
afterAll(() => gpu.dispose());

const length = 2 ** 20;
/** Each thread of a team sums the same number again and again, so that rounding always goes the same way. */
const row = Float32Array.from({ length }, (_, j) => 1 + ((37 * j) % 64) / 71);
const slope = Float32Array.from({ length }, (_, j) => 0.5 + ((23 * j) % 64) / 73);

const sumOf = (term: (x: number, j: number) => number): number =>
  row.reduce((sum, x, j) => sum + term(x, j), 0);

const logTotal = Math.log(sumOf((x) => Math.exp(x)));
const probabilities = Float64Array.from(row, (x) => Math.exp(x - logTotal));
const mean = sumOf((x) => x) / length;
const scale = 1 / Math.sqrt(sumOf((x) => (x - mean) ** 2) / length + 1e-5);
const normal = Float64Array.from(row, (x) => (x - mean) * scale);

/** The values of `f` at the row and its gradient there, of Σ slope · f. */
async function valueAndGradient(
  f: (x: Tensor) => Tensor,
): Promise<{ y: NumericArray; dx: NumericArray }> {
  const x = new Parameter(tensor(row, { shape: [1, length] }));
  const g = tensor(slope, { shape: [1, length] });
  const y = f(x);
  const loss = backward(() => {
    const values = f(x);
    return values.shape.length === 2 ? values.mul(g).sum() : values.sum();
  });
  const results = { y: await y.data(), dx: await x.grad!.data() };
  for (const one of [x.grad!, x, g, y, loss]) one.dispose();
  return results;
}

/** The largest difference as a share of the largest number. */
function farthest(values: NumericArray, expected: (j: number) => number): number {
  let [most, largest] = [0, 0];
  for (const [j, value] of values.entries()) {
    most = Math.max(most, Math.abs(value - expected(j)));
    largest = Math.max(largest, Math.abs(expected(j)));
  }
  return most / largest;
}

it('softmax of a million numbers', async () => {
  const { y, dx } = await valueAndGradient((x) => softmax(x));
  const sum = sumOf((_, j) => slope[j]! * probabilities[j]!);
  expect(farthest(y, (j) => probabilities[j]!)).toBeLessThan(1e-5);
  expect(farthest(dx, (j) => probabilities[j]! * (slope[j]! - sum))).toBeLessThan(1e-5);
});

it('log-softmax of a million numbers', async () => {
  const { y, dx } = await valueAndGradient((x) => logSoftmax(x));
  const sum = sumOf((_, j) => slope[j]!);
  expect(farthest(y, (j) => row[j]! - logTotal)).toBeLessThan(1e-6);
  expect(farthest(dx, (j) => slope[j]! - probabilities[j]! * sum)).toBeLessThan(1e-5);
});

it('log Σ e^x of a million numbers', async () => {
  const { y, dx } = await valueAndGradient((x) => logSumExp(x));
  expect(farthest(y, () => logTotal)).toBeLessThan(1e-6);
  expect(farthest(dx, (j) => probabilities[j]!)).toBeLessThan(1e-5);
});

it('cross-entropy over a million classes, smoothed', async () => {
  const target = tensor([3], { dtype: 'int32' });
  const { y, dx } = await valueAndGradient((x) =>
    crossEntropy(x, target, { labelSmoothing: 0.25 }),
  );
  const spread = 0.25 * (logTotal - mean);
  const expected = 0.75 * (logTotal - row[3]!) + spread;
  expect(farthest(y, () => expected)).toBeLessThan(1e-6);
  const rest = 0.25 / length;
  expect(farthest(dx, (j) => probabilities[j]! - (j === 3 ? 0.75 : 0) - rest)).toBeLessThan(1e-5);
  target.dispose();
});

it('layer norm of a million numbers', async () => {
  const [weight, bias] = [ones([length]), zeros([length])];
  const { y, dx } = await valueAndGradient((x) => layerNorm(x, [length], { weight, bias }));
  expect(farthest(y, (j) => normal[j]!)).toBeLessThan(1e-5);
  const ofSlope = sumOf((_, j) => slope[j]!) / length;
  const ofProduct = sumOf((_, j) => slope[j]! * normal[j]!) / length;
  expect(farthest(dx, (j) => scale * (slope[j]! - ofSlope - normal[j]! * ofProduct))).toBeLessThan(
    1e-5,
  );
  weight.dispose();
  bias.dispose();
});

it('the gradients of layer norm over a million rows', async () => {
  const x = tensor(
    Float32Array.from({ length: 2 * length }, (_, i) => row[i >> 1]! * (i % 2 === 0 ? 1 : -1)),
    { shape: [length, 2] },
  );
  const weight = new Parameter(ones([2]));
  const bias = new Parameter(zeros([2]));
  const g = tensor(
    Float32Array.from({ length: 2 * length }, (_, i) => slope[i >> 1]!),
    { shape: [length, 2] },
  );
  const loss = backward(() => layerNorm(x, [2], { weight, bias }).mul(g).sum());
  const ofRow = (value: number): number => value / Math.sqrt(value * value + 1e-5);
  const dWeight = sumOf((value, j) => slope[j]! * ofRow(value));
  const dBias = sumOf((_, j) => slope[j]!);
  expect(farthest(await weight.grad!.data(), (j) => (j === 0 ? dWeight : -dWeight))).toBeLessThan(
    1e-5,
  );
  expect(farthest(await bias.grad!.data(), () => dBias)).toBeLessThan(1e-5);
  for (const one of [weight.grad!, bias.grad!, x, weight, bias, g, loss]) one.dispose();
});
