import { Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { memory, RangeFault, tensor, useBackend, zeros } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { clipGradNorm, clipGradValue } from './clip-grad.ts';

useBackend(cpu());

function withGradients(...gradients: number[][]): Parameter[] {
  return gradients.map((gradient) => {
    const parameter = own(new Parameter(zeros([gradient.length])));
    parameter.grad = tensor(gradient);
    return parameter;
  });
}

const gradientsOf = async (parameters: Parameter[]): Promise<number[][]> =>
  Promise.all(parameters.map(async ({ grad }) => [...(await grad!.data())]));

describe('clipGradNorm', () => {
  it('scales all gradients together and returns the norm before', async () => {
    const parameters = withGradients([3, 0], [0, 4, 0]);
    expect(await clipGradNorm(parameters, 2.5).item()).toBe(5);
    const [a, b] = await gradientsOf(parameters);
    expect(a![0]).toBeCloseTo(1.5, 5);
    expect(b![1]).toBeCloseTo(2, 5);
  });

  it('leaves short gradients alone, zeros too', async () => {
    const parameters = withGradients([0.3], [-0.4]);
    expect(await clipGradNorm(parameters, 1).item()).toBeCloseTo(0.5, 6);
    expect(await gradientsOf(parameters)).toEqual([[Math.fround(0.3)], [Math.fround(-0.4)]]);
    const still = withGradients([0, 0]);
    expect(await clipGradNorm(still, 1).item()).toBe(0);
    expect(await gradientsOf(still)).toEqual([[0, 0]]);
  });

  it('counts a shared parameter once and skips those without a gradient', async () => {
    const [shared] = withGradients([3, 4]) as [Parameter];
    expect(await clipGradNorm([shared, shared, own(new Parameter(zeros([2])))], 100).item()).toBe(
      5,
    );
    expect(await clipGradNorm([own(new Parameter(zeros([2])))], 1).item()).toBe(0);
  });

  it('takes the largest value as the norm when asked', async () => {
    const parameters = withGradients([3, -8], [4]);
    expect(await clipGradNorm(parameters, 4, { normType: Infinity }).item()).toBe(8);
    expect((await gradientsOf(parameters))[0]![1]).toBeCloseTo(-4, 5);
  });

  it.each([
    [1, 7],
    [3, 91 ** (1 / 3)],
    [0.5, (Math.sqrt(3) + 2) ** 2],
    [Infinity, 4],
  ])('is the %f-norm, whatever gradients are empty', async (normType, expected) => {
    const parameters = withGradients([3], [], [-4]);
    expect(await clipGradNorm(parameters, expected / 2, { normType }).item()).toBeCloseTo(
      expected,
      4,
    );
    const [a, empty, b] = await gradientsOf(parameters);
    expect(a![0]).toBeCloseTo(1.5, 5);
    expect(empty).toEqual([]);
    expect(b![0]).toBeCloseTo(-2, 5);
    expect(await clipGradNorm(withGradients([]), 1, { normType }).item()).toBe(0);
  });

  it.each([0, -1, Number.NaN])('refuses the norm of %f', (normType) => {
    expect(() => clipGradNorm(withGradients([1]), 1, { normType })).toThrow(RangeFault);
  });

  it('leaves one number behind', () => {
    const parameters = withGradients([3, 0], [0, 4, 0]);
    const before = memory();
    clipGradNorm(parameters, 1).dispose();
    clipGradValue(parameters, 1);
    expect(memory()).toEqual(before);
  });
});

describe('clipGradValue', () => {
  it('limits every element', async () => {
    const parameters = withGradients([3, -0.5], [-4, 0.25]);
    clipGradValue(parameters, 0.75);
    expect(await gradientsOf(parameters)).toEqual([
      [0.75, -0.5],
      [-0.75, 0.25],
    ]);
  });
});
