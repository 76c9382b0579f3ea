import { describe, expect, it } from 'vitest';
import {
  dropout,
  full,
  GradientError,
  manualSeed,
  memory,
  scope,
  tensor,
  type Tensor,
} from '@rondo/tensor';
import { backward } from './backward.ts';
import { checkpoint } from './checkpoint.ts';
import { gradCheck } from './grad-check.ts';
import { grad } from './grad.ts';
import { Parameter } from './parameter.ts';

const layer = (x: Tensor, w: Tensor): Tensor => dropout(x.matmul(w).tanh(), 0.3).mul(x);

describe('checkpoint', () => {
  it('gives the value and gradients of the plain computation, dropout included', async () => {
    const x = tensor([
      [0.1, 0.2],
      [0.3, -0.4],
    ]);
    const results: unknown[] = [];
    for (const wrap of [layer, (a: Tensor, b: Tensor): Tensor => checkpoint(layer, [a, b])]) {
      manualSeed(3);
      const w = new Parameter(
        tensor([
          [1, -1],
          [0.5, 2],
        ]),
      );
      const loss = backward(() => wrap(wrap(x, w), w).square().sum());
      results.push([await loss.item(), await w.grad!.array()]);
      loss.dispose();
      w.dispose();
    }
    expect(results[1]).toEqual(results[0]);
    x.dispose();
  });

  it('reaches parameters that the function uses without naming them', async () => {
    const w = new Parameter(tensor([2]));
    const x = tensor([3]);
    const loss = backward(() =>
      checkpoint((y) => y.mul(w).exp(), [x])
        .log()
        .sum(),
    );
    expect(await w.grad!.item()).toBeCloseTo(3, 4);
    for (const made of [w, x, loss]) made.dispose();
  });

  it('keeps nothing of the inside until backward', () => {
    const before = memory();
    const x = tensor([
      [0.1, 0.2],
      [0.3, -0.4],
    ]);
    let inside = 0;
    let after = 0;
    const gradients = grad(
      (y) => {
        const z = checkpoint(
          (v) => {
            const deep = v.tanh().tanh().tanh().tanh().tanh();
            inside ||= memory().tensors;
            return deep;
          },
          [y],
        );
        after = memory().tensors;
        return z.sum();
      },
      [x],
    );
    expect(after).toBe(inside - 4);
    for (const made of [x, ...gradients]) made.dispose();
    expect(memory()).toEqual(before);
  });

  it('can be differentiated twice', async () => {
    const x = tensor([0.4, 0.8]);
    const inner = (y: Tensor): Tensor =>
      grad((z) => checkpoint((v) => v.tanh().mul(v), [z]).sum(), [y])[0]!;
    await gradCheck(inner, [x]);
    x.dispose();
  });

  it('holds constants that it reads, past the scope that made them', async () => {
    const before = memory();
    const p = new Parameter(tensor([2, 3]));
    const loss = backward(() =>
      scope(() => {
        const c = full([2], 3);
        const part = checkpoint((x) => x.mul(c), [p]);
        return scope(() => {
          const d = full([2], 5);
          return checkpoint((x) => checkpoint((y) => y.mul(d).mul(2), [x]), [part]);
        }).sum();
      }),
    );
    expect(await p.grad!.array()).toEqual([30, 30]);
    p.dispose();
    loss.dispose();
    expect(memory()).toEqual(before);
  });

  it('holds what the function itself disposes', async () => {
    const before = memory();
    const p = new Parameter(tensor([2, 3]));
    const c = full([2], 3);
    const loss = backward(() =>
      checkpoint(
        (x) => {
          const y = x.mul(c);
          c.dispose();
          return y;
        },
        [p],
      ).sum(),
    );
    expect(await p.grad!.array()).toEqual([3, 3]);
    p.dispose();
    loss.dispose();
    expect(memory()).toEqual(before);
  });

  it('does not hold numbers and constants made inside', () => {
    const x = tensor([0.1, 0.2]);
    let growth = 0;
    const gradients = grad(
      (y) => {
        const before = memory().tensors;
        const z = checkpoint(
          (v) =>
            v
              .mul(2)
              .add(full([2], 3))
              .add(1),
          [y],
        );
        growth = memory().tensors - before;
        return z.sum();
      },
      [x],
    );
    expect(growth).toBe(1);
    for (const made of [x, ...gradients]) made.dispose();
  });

  it('gives an input that is not used no gradient, also where it is infinite', async () => {
    const x = tensor([2, 3]);
    const unused = tensor([Infinity, NaN]);
    const gradients = grad((y, z) => checkpoint((v, _w) => v.square(), [y, z]).sum(), [x, unused]);
    expect(await gradients[0]!.array()).toEqual([4, 6]);
    expect(await gradients[1]!.array()).toEqual([0, 0]);
    for (const made of [x, unused, ...gradients]) made.dispose();
  });

  it.each([
    ['its input', (x: Tensor) => checkpoint((y) => y, [x])],
    ['a tensor from outside', (x: Tensor) => checkpoint(() => x, [])],
  ])('may return %s', async (_name, same) => {
    const before = memory();
    const x = tensor([2, 3]);
    const gradient = grad((y) => same(y.square()).add(y).sum(), [x])[0]!;
    expect(await gradient.array()).toEqual([5, 7]);
    gradient.dispose();
    x.dispose();
    expect(memory()).toEqual(before);
  });

  it('refuses what is no tensor', () => {
    const before = memory();
    const p = new Parameter(tensor([2, 3]));
    const bad = (x: Tensor): Tensor => [x.square()] as unknown as Tensor;
    expect(() => backward(() => checkpoint(bad, [p]).sum())).toThrow(
      expect.objectContaining({
        name: GradientError.name,
        facts: { where: 'checkpoint', received: 'an array' },
      }),
    );
    expect(() => checkpoint(bad, [p])).toThrow(GradientError);
    p.dispose();
    expect(memory()).toEqual(before);
  });
});
