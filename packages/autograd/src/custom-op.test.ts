import { describe, expect, it } from 'vitest';
import { memory, tensor } from '@rondo/tensor';
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
});
