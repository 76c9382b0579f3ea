import { backward } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { manualSeed, memory, randn, scope, ShapeError, tensor, useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { gradCheckModule } from './grad-check-module.ts';
import { Linear } from './linear.ts';

useBackend(cpu());
manualSeed(2);

describe('Linear', () => {
  it('computes x Wᵀ + b', async () => {
    const layer = own(new Linear(3, 2));
    layer.loadStateDict({
      weight: tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      bias: tensor([0.5, -0.5]),
    });
    const y = layer.forward(tensor([[[1, 0, 2]], [[0, 1, 0]]]));
    expect(await y.array()).toEqual([[[7.5, 15.5]], [[2.5, 4.5]]]);
  });

  it('starts from U(-1/√in, 1/√in), the bias too, and the same with the same seed', async () => {
    manualSeed(9);
    const layer = own(new Linear(100, 300));
    manualSeed(9);
    const again = own(new Linear(100, 300));
    for (const [i, parameter] of layer.parameters().entries()) {
      const data = await parameter.data();
      expect(Math.max(...data)).toBeGreaterThan(0.095);
      expect(Math.max(...data)).toBeLessThanOrEqual(0.1);
      expect(Math.min(...data)).toBeLessThan(-0.095);
      expect(Math.min(...data)).toBeGreaterThanOrEqual(-0.1);
      expect(await again.parameters()[i]!.data()).toEqual(data);
    }
  });

  it.each([true, false])('has the gradients of difference quotients, bias %s', async (bias) => {
    const layer = own(new Linear(5, 3, { bias }));
    expect(layer.parameters()).toHaveLength(bias ? 2 : 1);
    expect(await gradCheckModule(layer, (x) => layer.forward(x), [randn([2, 7, 5])])).toBeLessThan(
      1e-3,
    );
  });

  it('starts from 0 without inputs', async () => {
    const layer = own(new Linear(0, 3));
    expect(await layer.forward(randn([2, 0])).array()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  it('shares the weight of another layer', () => {
    const first = own(new Linear(3, 5));
    const second = own(new Linear(3, 5, { weight: first.weight, bias: false }));
    expect(second.parameters()).toEqual([first.weight]);
    expect(() => new Linear(5, 3, { weight: first.weight })).toThrow(ShapeError);
  });

  it('leaks nothing', () => {
    const before = memory();
    const layer = new Linear(4, 3);
    scope(() => {
      layer.forward(randn([2, 4]));
    });
    backward(() => layer.forward(randn([2, 4])).sum()).dispose();
    layer.dispose();
    expect(memory()).toEqual(before);
  });
});
