import { describe, expect, it } from 'vitest';
import { GradientError, memory, tensor, type GradientThunk, type Tensor } from '@rondo/tensor';
import { customOp } from './custom-op.ts';
import { gradCheck } from './grad-check.ts';
import { grad } from './grad.ts';

const cube = customOp({
  name: 'cube',
  forward: (x) => x.mul(x).mul(x),
  vjp: ({ inputs: [x] }, g) => [() => g.mul(x.square()).mul(3)],
});

/** Identity with a gradient that is turned round. */
const reverseGradient = customOp({
  name: 'reverseGradient',
  forward: (x) => x,
  vjp: (_recorded, g) => [() => g.neg()],
});

describe('customOp', () => {
  it('uses the given gradient, also of a gradient', async () => {
    const before = memory();
    const x = tensor([0.5, -1.5]);
    await gradCheck((y) => cube(y), [x]);
    await gradCheck((y) => grad((z) => cube(z).sum(), [y])[0]!, [x]);
    x.dispose();
    expect(memory()).toEqual(before);
  });

  it('may return its input', async () => {
    const x = tensor([1, 2]);
    const [gradient] = grad((y) => reverseGradient(y).mul(3).sum(), [x]);
    expect(await gradient!.array()).toEqual([-3, -3]);
    gradient!.dispose();
    x.dispose();
  });

  it('refuses a forward that returns no tensor', () => {
    const bad = customOp({ name: 'bad', forward: (x) => [x] as unknown as Tensor, vjp: () => [] });
    const x = tensor([1]);
    expect(() => bad(x)).toThrow(
      expect.objectContaining({
        name: GradientError.name,
        facts: { where: 'bad', received: 'an array' },
      }),
    );
    x.dispose();
  });

  it.each([
    ['no array', (g: Tensor) => g, { received: 'a tensor' }],
    ['too many', () => [undefined, undefined], { received: 2, expected: 1 }],
    ['no function', (g: Tensor) => [g], { input: 0, received: 'a tensor' }],
    ['no tensor', () => [() => 3], { input: 0, received: 'number' }],
    ['another shape', (g: Tensor) => [() => g.sum()], { input: 0, received: [], expected: [2] }],
  ])('refuses a vjp that returns %s', (_name, vjp, facts) => {
    const before = memory();
    const bad = customOp({
      name: 'bad',
      forward: (x) => x.mul(2),
      vjp: (_recorded, g) => vjp(g) as unknown as readonly GradientThunk[],
    });
    const x = tensor([1, 2]);
    expect(() => grad((y) => bad(y).sum(), [x])).toThrow(
      expect.objectContaining({
        name: GradientError.name,
        message: expect.stringMatching(/^bad: /),
        facts: { op: 'bad', ...facts },
      }),
    );
    x.dispose();
    expect(memory()).toEqual(before);
  });
});
