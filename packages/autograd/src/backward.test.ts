import { describe, expect, it } from 'vitest';
import { GradientError, memory, ones, scope, tensor, type Tensor } from '@rondo/tensor';
import { backward } from './backward.ts';
import { customOp } from './custom-op.ts';
import { noGrad } from './no-grad.ts';
import { Parameter } from './parameter.ts';

const twoParameters = (): [Parameter, Parameter] => [
  new Parameter(
    tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
  ),
  new Parameter(tensor([0.5, -1])),
];

describe('backward', () => {
  it('fills the gradients of every parameter that the loss depends on', async () => {
    const [w, b] = twoParameters();
    const unused = new Parameter(tensor([1]));
    const x = tensor([[1, -2, 3]]);
    const loss = backward(() => x.matmul(w).add(b).square().sum());
    // y = [10, 12] + b = [10.5, 11]
    expect(await loss.item()).toBeCloseTo(10.5 ** 2 + 11 ** 2, 4);
    expect(await w.grad!.array()).toEqual([
      [21, 22],
      [-42, -44],
      [63, 66],
    ]);
    expect(await b.grad!.array()).toEqual([21, 22]);
    expect(unused.grad).toBeUndefined();
    for (const made of [w, b, unused, x, loss]) made.dispose();
  });

  it('adds to gradients that are there', async () => {
    const [w, b] = twoParameters();
    for (let i = 0; i < 3; i++) backward(() => w.mul(b).sum()).dispose();
    expect(await b.grad!.array()).toEqual([27, 36]);
    w.dispose();
    b.dispose();
  });

  it('adds in place, unless another tensor looks at the gradient', async () => {
    const [w, b] = twoParameters();
    const step = () => backward(() => w.mul(b).sum()).dispose();
    step();
    const { storage } = b.grad!;
    step();
    expect(b.grad!.storage).toBe(storage);
    const looker = b.grad!.narrow(0, 0, 1);
    step();
    expect([await looker.array(), await b.grad!.array()]).toEqual([[18], [27, 36]]);
    for (const made of [w, b, looker]) made.dispose();
  });

  it('leaves gradients alone that an op passed on to two tensors', async () => {
    const [w, b] = twoParameters();
    const loss = backward(() => {
      const sum = w.add(b);
      return sum.add(b).add(w.mul(2)).sum();
    });
    expect(await w.grad!.data()).toEqual(new Float32Array(6).fill(3));
    expect(await b.grad!.array()).toEqual([6, 6]);
    for (const made of [w, b, loss]) made.dispose();
  });

  it('gives each parameter a gradient on a storage of its own', () => {
    const a = new Parameter(tensor([1, 2]));
    const b = new Parameter(tensor([3, 4]));
    backward(() => a.add(b).sum()).dispose();
    expect(a.grad!.storage).not.toBe(b.grad!.storage);
    expect(a.grad!.isContiguous).toBe(true);
    a.dispose();
    b.dispose();
  });

  it('keeps a small window of a large gradient as a copy', async () => {
    const p = new Parameter(tensor([1, 2]));
    const widen = customOp<readonly [Tensor]>({
      name: 'widen',
      forward: (x) => x.mul(1),
      vjp: () => [() => scope(() => ones([1000]).narrow(0, 10, 2))],
    });
    const before = memory();
    const loss = backward(() => widen(p).sum());
    expect(memory().bytes - before.bytes).toBe(12);
    expect(await p.grad!.array()).toEqual([1, 1]);
    p.dispose();
    loss.dispose();
  });

  it('passes gradients through inner scopes, and frees everything but loss and gradients', () => {
    const before = memory();
    const [w, b] = twoParameters();
    const loss = backward(() => {
      const hidden = scope(() => scope(() => w.add(b).tanh()).mul(w));
      return hidden.exp().mean();
    });
    expect(memory().tensors - before.tensors).toBe(5);
    for (const made of [w, b, loss]) made.dispose();
    expect(memory()).toEqual(before);
  });

  it('returns other tensors beside the loss', async () => {
    const [w, b] = twoParameters();
    const { loss, doubled } = backward(() => {
      const twice = w.mul(2);
      return { loss: twice.add(b).sum(), doubled: twice };
    });
    expect(await doubled.array()).toEqual([
      [2, 4],
      [6, 8],
      [10, 12],
    ]);
    expect(await w.grad!.array()).toEqual([
      [2, 2],
      [2, 2],
      [2, 2],
    ]);
    for (const made of [w, b, loss, doubled]) made.dispose();
  });

  it('accumulates gradients of overlapping slices in place', async () => {
    const w = new Parameter(tensor([1, 2, 3, 4, 5]));
    const before = memory();
    const loss = backward(() => {
      const parts = [
        w.slice(0, 0, 3),
        w.slice(0, 2, 5),
        w.slice(0, 0, 5, 2),
        w.flip(0).narrow(0, 0, 2),
      ];
      return parts.map((part, i) => part.mul(10 ** i).sum()).reduce((a, b) => a.add(b));
    });
    expect(await w.grad!.array()).toEqual([101, 1, 111, 1010, 1110]);
    loss.dispose();
    w.clearGrad();
    expect(memory()).toEqual(before);
    w.dispose();
  });

  it('leaves frozen parameters and noGrad parts out', async () => {
    const [w, b] = twoParameters();
    b.requiresGrad = false;
    const loss = backward(() =>
      w
        .mul(noGrad(() => w.mul(2)))
        .add(b)
        .sum(),
    );
    expect(b.grad).toBeUndefined();
    expect(await w.grad!.array()).toEqual([
      [2, 4],
      [6, 8],
      [10, 12],
    ]);
    for (const made of [w, b, loss]) made.dispose();
  });

  it.each([
    ['a loss of several elements', (w: Tensor) => w.mul(2), { shape: [3, 2] }],
    ['a loss that depends on nothing', () => tensor(1).mul(2), { cut: undefined }],
  ])('refuses %s', (_name, body, facts) => {
    const before = memory();
    const [w, b] = twoParameters();
    expect(() => backward(() => body(w))).toThrow(
      expect.objectContaining({ name: GradientError.name, facts: expect.objectContaining(facts) }),
    );
    w.dispose();
    b.dispose();
    expect(memory()).toEqual(before);
  });

  it('names the op at which the path ends', () => {
    const [w, b] = twoParameters();
    expect(() => backward(() => w.argmax(0).cast('float32').add(1).sum())).toThrow(
      /path ends at argmax/,
    );
    w.dispose();
    b.dispose();
  });

  it.each([
    ['an object without loss', { l: 1 }, 'an object'],
    ['a number', 3, 'number'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a loss that is a number', { loss: 2 }, 'number'],
    ['an array', [], 'an array'],
  ])('refuses %s in place of a loss', (_name, result, received) => {
    expect(() => backward(() => result as unknown as Tensor)).toThrow(
      expect.objectContaining({
        name: GradientError.name,
        message: expect.stringContaining('`loss`'),
        facts: { where: 'backward', received },
      }),
    );
  });

  it('refuses an async body', () => {
    // @ts-expect-error The body must not be async.
    expect(() => backward(async () => tensor(1))).toThrow(/promise/);
  });

  it('runs a chain of 20,000 ops without recursion', async () => {
    const w = new Parameter(tensor([1]));
    const loss = backward(() => {
      let x: Tensor = w;
      for (let i = 0; i < 20_000; i++) x = x.add(0.001);
      return x.sum();
    });
    expect(await w.grad!.item()).toBe(1);
    loss.dispose();
    w.dispose();
  });
});
