import { grad } from '@rondo/autograd';
import {
  addLayerNorm,
  crossEntropy,
  scope,
  tensor,
  useBackend,
  type CrossEntropyOptions,
  type Tensor,
} from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../cpu-backend.ts';
import { soloContext } from '../../kernel-context.ts';
import { createCopy } from '../copy/index.ts';
import { createRows } from './index.ts';

const context = soloContext();
const { memory } = context;
const { fused } = createRows(context, createCopy(context).copy);
const ways = [
  ['kernel', new CpuBackend({ memory, kernels: { fused } })],
  ['twin', new CpuBackend({ memory, kernels: { fused: {} } })],
] as const;

/** The numbers of tensors, which are freed. */
async function numbersOf(body: () => Tensor[]): Promise<number[][]> {
  const made = scope(body);
  const numbers = await Promise.all(made.map(async (own) => [...(await own.data())]));
  for (const own of made) own.dispose();
  return numbers;
}

describe.each(ways)('by the %s', (_way, backend) => {
  const weight = (): Tensor => tensor([1, 2, 0.5]);
  const options: [name: string, options: () => CrossEntropyOptions][] = [
    ['', () => ({})],
    ['smoothed', () => ({ labelSmoothing: 0.25 })],
    ['weighted', () => ({ weight: weight() })],
    ['weighted and smoothed', () => ({ weight: weight(), labelSmoothing: 0.25 })],
  ];

  it.each(options)('ignored rows of a cross-entropy have no influence: %s', async (_, chosen) => {
    useBackend(backend);
    const run = (bad: number) =>
      numbersOf(() => {
        const logits = tensor([0.5, -1, 2, bad, bad, 1, 1, 0, -2], { shape: [3, 3] });
        const targets = tensor(Int32Array.of(2, -7, 0));
        const loss = (x: Tensor) => crossEntropy(x, targets, { ...chosen(), ignoreIndex: -7 });
        return [loss(logits), grad(loss, [logits])[0]!];
      });
    const expected = await run(0);
    expect(expected[1]!.slice(3, 6)).toEqual([0, 0, 0]);
    expect(expected[1]!.every((x, i) => (i >= 3 && i < 6) === (x === 0))).toBe(true);
    for (const bad of [NaN, Infinity, -Infinity]) expect(await run(bad)).toEqual(expected);
  });

  it('a norm that nobody asks for gives no gradient to the sum that it is taken of', async () => {
    useBackend(backend);
    const gradients = await numbersOf(() => {
      const [x, residual] = [tensor([[1, NaN, 2]]), tensor([[Infinity, 1, 0]])];
      const [scale, shift] = [tensor([1, 2, 3]), tensor([0, 0, 1])];
      return grad(
        (a, b, w, s) => addLayerNorm(a, b, [3], { weight: w, bias: s }).sum.mul(2).sum(),
        [x, residual, scale, shift],
      );
    });
    expect(gradients).toEqual([
      [2, 2, 2],
      [2, 2, 2],
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });
});
