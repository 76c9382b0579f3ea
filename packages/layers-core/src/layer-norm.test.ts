import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { manualSeed, memory, randn, scope, ShapeError, tensor, useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { gradCheckModule } from './grad-check-module.ts';
import { LayerNorm } from './layer-norm.ts';

useBackend(cpu());
manualSeed(8);

describe('LayerNorm', () => {
  it('normalises with the biased variance, eps inside the root', async () => {
    const norm = own(new LayerNorm(2, { eps: 3 }));
    // Mean 2, variance 1: (x - 2) / √(1 + 3).
    expect(await norm.forward(tensor([[1, 3]])).array()).toEqual([[-0.5, 0.5]]);
  });

  it.each([{}, { bias: false }, { elementwiseAffine: false }])(
    'has the gradients of difference quotients: %o',
    async (options) => {
      const norm = own(new LayerNorm([3, 5], options));
      const x = randn([2, 3, 5]);
      expect(await gradCheckModule(norm, (value) => norm.forward(value), [x])).toBeLessThan(2e-3);
    },
  );

  it('has the parameters of its options', () => {
    expect(Object.keys(own(new LayerNorm(4)).stateDict())).toEqual(['weight', 'bias']);
    expect(Object.keys(own(new LayerNorm(4, { bias: false })).stateDict())).toEqual(['weight']);
    expect(own(new LayerNorm(4, { elementwiseAffine: false })).parameters()).toEqual([]);
  });

  it('refuses another size', () => {
    const norm = own(new LayerNorm([3, 5]));
    expect(() => norm.forward(randn([5, 3]))).toThrow(ShapeError);
  });

  it('leaks nothing', () => {
    const before = memory();
    const norm = new LayerNorm(5);
    scope(() => {
      norm.forward(randn([2, 5]));
    });
    norm.dispose();
    expect(memory()).toEqual(before);
  });
});
