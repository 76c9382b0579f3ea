import { describe, expect, it } from 'vitest';
import {
  GradientError,
  memory,
  softmax,
  tensor,
  topk,
  withRecorders,
  type Recorder,
  type Tensor,
} from '@rondo/tensor';
import { gradCheck } from './grad-check.ts';
import { grad, valueAndGrad } from './grad.ts';

describe('grad', () => {
  it('gives one gradient per input, zeros where the value does not depend on it', async () => {
    const before = memory();
    const a = tensor([1, 2, 3]);
    const b = tensor([4, 5, 6]);
    const gradients = grad((x, _unused) => x.square().sum(), [a, b]);
    expect(await gradients[0]!.array()).toEqual([2, 4, 6]);
    expect(await gradients[1]!.array()).toEqual([0, 0, 0]);
    for (const made of [a, b, ...gradients]) made.dispose();
    expect(memory()).toEqual(before);
  });

  it('returns the value too', async () => {
    const x = tensor([1, 2, 3]);
    const { value, gradients } = valueAndGrad((y) => y.pow(3).sum(), [x]);
    expect(await value.item()).toBeCloseTo(36, 4);
    const gradient = await gradients[0]!.data();
    [3, 12, 27].forEach((expected, i) => expect(gradient[i]).toBeCloseTo(expected, 4));
    for (const made of [x, value, ...gradients]) made.dispose();
  });

  it('differentiates gradients, to any order', async () => {
    const before = memory();
    const x = tensor([0.5]);
    // f = sin-like chain: x^4 → 4x^3 → 12x^2 → 24x
    const first = (y: Tensor): Tensor => grad((z) => z.square().square().sum(), [y])[0]!.sum();
    const second = (y: Tensor): Tensor => grad(first, [y])[0]!.sum();
    const third = grad(second, [x])[0]!;
    expect(await third.item()).toBeCloseTo(12, 4);
    third.dispose();
    x.dispose();
    expect(memory()).toEqual(before);
  });

  it('differentiates gradients of fused ops through their twins', async () => {
    const x = tensor([
      [0.1, -0.4, 0.7],
      [1.2, 0.3, -0.9],
    ]);
    const penalty = (y: Tensor): Tensor =>
      grad((z) => softmax(z).square().sum(), [y])[0]!
        .square()
        .sum();
    await gradCheck(penalty, [x]);
    x.dispose();
  });

  it('differentiates gradients of slices', async () => {
    const x = tensor([0.3, 0.6, 0.9, 1.2]);
    const penalty = (y: Tensor): Tensor =>
      grad(
        (z) =>
          z
            .slice(0, 0, 3)
            .mul(z.slice(0, 1, 4))
            .exp()
            .sum(),
        [y],
      )[0]!
        .square()
        .sum();
    await gradCheck(penalty, [x]);
    x.dispose();
  });

  it('takes the same way back under a recorder that is no tape', async () => {
    const ops = (body: () => Tensor[]): string[] => {
      const names: string[] = [];
      const profiler: Recorder = { record: ({ name }) => void names.push(name) };
      for (const made of withRecorders([profiler], body)) made.dispose();
      return names;
    };
    const x = tensor([0.3, 0.6, 0.9]);
    const before = memory();
    const names = ops(() => grad((y) => softmax(y).square().sum(), [x]));
    expect(names).toContain('softmax (backward)');
    expect(names.filter((name) => name === 'softmax')).toHaveLength(1);
    expect(memory()).toEqual(before);
    x.dispose();
  });

  it('refuses a value that is no tensor', () => {
    const x = tensor([1]);
    expect(() => grad((y) => [y] as unknown as Tensor, [x])).toThrow(
      expect.objectContaining({
        name: GradientError.name,
        facts: { where: 'grad', received: 'an array' },
      }),
    );
    x.dispose();
  });

  it('flows through the values of topk only', async () => {
    const x = tensor([3, 1, 2]);
    const [gradient] = grad((y) => topk(y, 2).values.square().sum(), [x]);
    expect(await gradient!.array()).toEqual([6, 0, 4]);
    gradient!.dispose();
    x.dispose();
  });
});

describe('gradCheck', () => {
  it('catches a wrong gradient', async () => {
    const x = tensor([0.5, 1.5]);
    const wrong = (y: Tensor): Tensor => y.mul(y.detach());
    await expect(gradCheck(wrong, [x])).rejects.toThrow(/element 0.*difference quotient/);
    x.dispose();
  });

  it('accepts a right one and leaks nothing', async () => {
    const before = memory();
    const x = tensor([0.5, 1.5]);
    expect(await gradCheck((y) => y.mul(y).exp(), [x])).toBeLessThan(1e-3);
    x.dispose();
    expect(memory()).toEqual(before);
  });
});
