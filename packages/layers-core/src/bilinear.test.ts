import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { manualSeed, memory, randn, scope, ShapeError, tensor, useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { Bilinear } from './bilinear.ts';
import { gradCheckModule } from './grad-check-module.ts';

useBackend(cpu());
manualSeed(21);

describe('Bilinear', () => {
  it('computes x1ᵀ A x2 + b', async () => {
    const layer = own(new Bilinear(2, 3, 1));
    layer.loadStateDict({
      weight: tensor([
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
      ]),
      bias: tensor([0.5]),
    });
    const y = layer.forward(tensor([[1, 10]]), tensor([[1, 0, 2]]));
    // (1 + 2 · 3) + 10 · (4 + 2 · 6) + 0.5
    expect(await y.array()).toEqual([[167.5]]);
  });

  it.each([true, false])('has the gradients of difference quotients, bias %s', async (bias) => {
    const layer = own(new Bilinear(3, 5, 2, { bias }));
    expect(layer.parameters()).toHaveLength(bias ? 2 : 1);
    const inputs = [randn([2, 4, 3]), randn([2, 4, 5])];
    const forward = (x1 = inputs[0]!, x2 = inputs[1]!) => layer.forward(x1, x2);
    expect(await gradCheckModule(layer, forward, inputs)).toBeLessThan(2e-3);
  });

  it('starts from U(-1/√in1, 1/√in1)', async () => {
    const layer = own(new Bilinear(25, 7, 30));
    for (const parameter of layer.parameters()) {
      const largest = Math.max(...(await parameter.data()).map(Math.abs));
      expect(largest).toBeLessThanOrEqual(0.2);
      expect(largest).toBeGreaterThan(0.17);
    }
  });

  it('refuses other sizes and other leading axes', () => {
    const layer = own(new Bilinear(3, 5, 2));
    expect(() => layer.forward(randn([4, 5]), randn([4, 3]))).toThrow(
      /Bilinear: expected x1 \[\.\.\., in1Features\] with in1Features = 3/,
    );
    expect(() => layer.forward(randn([4, 3]), randn([4, 3]))).toThrow(/in2Features = 5/);
    expect(() => layer.forward(randn([4, 3]), randn([2, 5]))).toThrow(ShapeError);
  });

  it('leaks nothing', () => {
    const before = memory();
    const layer = new Bilinear(4, 3, 2);
    scope(() => {
      layer.forward(randn([5, 4]), randn([5, 3]));
    });
    layer.dispose();
    expect(memory()).toEqual(before);
  });
});
