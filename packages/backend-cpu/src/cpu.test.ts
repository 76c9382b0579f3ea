import {
  BackendError,
  embedding,
  gather,
  RangeFault,
  scatterAdd,
  scope,
  tensor,
  useBackend,
  zeros,
} from '@rondo/tensor';
import { beforeEach, describe, expect, it } from 'vitest';
import { cpu } from './cpu.ts';

describe.each(['reference', 'wasm'] as const)('cpu with %s kernels', (kernels) => {
  beforeEach(() => useBackend(cpu({ kernels })));

  it.each([-1, 7, -(2 ** 31)])('names an index outside the axis: %i', (index) => {
    scope(() => {
      const indices = tensor([[0], [index]], { dtype: 'int32' });
      const x = zeros([7, 1]);
      const facts = { index, axis: 0, size: 7 };
      const fault = expect.objectContaining({ facts: expect.objectContaining(facts) });
      expect(() => gather(x, 0, indices)).toThrow(RangeFault);
      expect(() => gather(x, 0, indices)).toThrow(fault);
      expect(() => scatterAdd(x, 0, indices, zeros([2, 1]))).toThrow(fault);
      expect(() => embedding(tensor([index], { dtype: 'int32' }), zeros([7, 5]))).toThrow(fault);
    });
  });

  it('says that an empty axis has no index', () => {
    scope(() => {
      const nothing = zeros([0, 3]);
      const index = tensor([0], { dtype: 'int32' });
      expect(() => embedding(index, nothing)).toThrow(/the axis is empty/);
    });
  });

  it('float32 to int32 stays within the range of int32', async () => {
    const x = tensor([3e9, -3e9, Infinity, -Infinity, NaN]);
    const whole = x.cast('int32');
    const largest = 2 ** 31 - 1;
    expect([...(await whole.data())]).toEqual([largest, -(2 ** 31), largest, -(2 ** 31), 0]);
  });

  it('allocates nothing after dispose', () => {
    const backend = cpu({ kernels });
    useBackend(backend);
    backend.dispose?.();
    expect(() => zeros([3])).toThrow(BackendError);
  });
});
