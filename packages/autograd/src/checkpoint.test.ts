import { describe, expect, it } from 'vitest';
import { dropout, manualSeed, memory, tensor, type Tensor } from '@rondo/tensor';
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
});
