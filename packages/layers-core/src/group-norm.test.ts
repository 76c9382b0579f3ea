import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { manualSeed, memory, randn, RangeFault, scope, tensor, useBackend } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { gradCheckModule } from './grad-check-module.ts';
import { GroupNorm } from './group-norm.ts';

useBackend(cpu());
manualSeed(23);

describe('GroupNorm', () => {
  it('normalises the channels of each group together', async () => {
    const norm = own(new GroupNorm(2, 4, { eps: 3 }));
    // Two groups of two channels: mean 2, variance 1, and the same ten higher.
    const y = norm.forward(tensor([[1, 3, 13, 11]]));
    expect(await y.array()).toEqual([[-0.5, 0.5, 0.5, -0.5]]);
  });

  it.each([{}, { bias: false }, { affine: false }])(
    'has the gradients of difference quotients: %o',
    async (options) => {
      const norm = own(new GroupNorm(3, 6, options));
      const x = randn([2, 6, 5]);
      expect(await gradCheckModule(norm, (value) => norm.forward(value), [x])).toBeLessThan(2e-3);
    },
  );

  it('takes an empty batch', () => {
    expect(own(new GroupNorm(2, 4)).forward(randn([0, 4, 3])).shape).toEqual([0, 4, 3]);
  });

  it('refuses groups that do not divide the channels, and other channels', () => {
    for (const groups of [0, 4, 1.5]) expect(() => new GroupNorm(groups, 6)).toThrow(RangeFault);
    const norm = own(new GroupNorm(3, 6));
    expect(() => norm.forward(randn([2, 5, 6]))).toThrow(
      /GroupNorm: expected x \[N, numChannels, L1\] with numChannels = 6, received \[2, 5, 6\]/,
    );
    expect(() => norm.forward(randn([6]))).toThrow(/numChannels/);
  });

  it('leaks nothing', () => {
    const before = memory();
    const norm = new GroupNorm(1, 3);
    scope(() => {
      norm.forward(randn([2, 3, 5]));
    });
    norm.dispose();
    expect(memory()).toEqual(before);
  });
});
