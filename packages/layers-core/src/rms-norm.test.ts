import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import { manualSeed, randn, ShapeError, tensor, useBackend, zeros } from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { gradCheckModule } from './grad-check-module.ts';
import { RMSNorm } from './rms-norm.ts';

useBackend(cpu());
manualSeed(22);

describe('RMSNorm', () => {
  it('divides by the root of the mean square, eps inside', async () => {
    const norm = own(new RMSNorm(2, { eps: 7 }));
    // Mean square 9, 9 + 7 = 4².
    expect(await norm.forward(tensor([[3, -3]])).array()).toEqual([[0.75, -0.75]]);
  });

  it('leaves zeros as they are', async () => {
    expect(
      await own(new RMSNorm(3))
        .forward(zeros([2, 3]))
        .data(),
    ).toEqual(new Float32Array(6));
  });

  it.each([{}, { elementwiseAffine: false }])(
    'has the gradients of difference quotients: %o',
    async (options) => {
      const norm = own(new RMSNorm([3, 5], options));
      expect(Object.keys(norm.stateDict())).toEqual(
        'elementwiseAffine' in options ? [] : ['weight'],
      );
      const x = randn([2, 3, 5]);
      expect(await gradCheckModule(norm, (value) => norm.forward(value), [x])).toBeLessThan(2e-3);
    },
  );

  it('refuses another size', () => {
    expect(() => own(new RMSNorm([3, 5])).forward(randn([5, 3]))).toThrow(ShapeError);
  });
});
