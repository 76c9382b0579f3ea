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
import { cpu, type CpuOptions } from './cpu.ts';

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

  it('has nothing to read after dispose', async () => {
    const backend = cpu({ kernels });
    const x = zeros([3], { backend });
    backend.dispose();
    await expect(x.data()).rejects.toThrow(/was disposed/);
    x.dispose();
  });

  it('allocates nothing after dispose', () => {
    const backend = cpu({ kernels });
    useBackend(backend);
    backend.dispose?.();
    expect(() => zeros([3])).toThrow(BackendError);
  });
});

describe('options', () => {
  it.each([
    [{ kernels: 'wsm' }, /kernels does not take "wsm"/],
    [{ relaxedSimd: 'yes' }, /relaxedSimd does not take "yes"/],
    [{ Threads: 2 }, /unknown option 'Threads'; known: kernels, threads/],
    [{ threads: '2' }, /received "2"/],
    [{ maximumBytes: 5 }, /from 2\^20/],
  ])('refuses %o', (options, message) => {
    expect(() => cpu(options as CpuOptions)).toThrow(RangeFault);
    expect(() => cpu(options as CpuOptions)).toThrow(message);
  });

  it('leave the defaults of later backends as they were', () => {
    const before = cpu();
    const relaxed = cpu({ relaxedSimd: true });
    const after = cpu();
    expect(relaxed.describe().relaxedSimd).toBe(true);
    expect(after.describe().relaxedSimd).toBe(before.describe().relaxedSimd);
    for (const backend of [before, relaxed, after]) backend.dispose();
  });

  it('do not take the worker of a page in Node', () => {
    const backend = cpu({ threads: 2, worker: () => expect.fail('asked for a worker') });
    expect(backend.describe().threads.wanted).toBe(2);
    backend.dispose();
  });
});
