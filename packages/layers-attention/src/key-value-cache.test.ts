import { backward, Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import {
  arange,
  GradientError,
  manualSeed,
  memory,
  randn,
  RangeFault,
  scope,
  ShapeError,
  tensor,
  useBackend,
} from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { KeyValueCache } from './key-value-cache.ts';

useBackend(cpu());
manualSeed(8);

describe('KeyValueCache', () => {
  it('holds the steps in order, with more room when it is needed', async () => {
    const cache = own(new KeyValueCache(2, [3], { capacity: 2 }));
    const all = randn([2, 11, 3]);
    let start = 0;
    for (const T of [1, 1, 3, 0, 6]) {
      const steps = scope(() => cache.append(all.narrow(1, start, T)));
      start += T;
      expect(cache.length).toBe(start);
      expect(await steps.array()).toEqual(await all.narrow(1, 0, start).array());
    }
  });

  it('writes in place while there is room', () => {
    const cache = own(new KeyValueCache(1, [2], { capacity: 8 }));
    const storages = [1, 2, 3].map(() => cache.append(randn([1, 2, 2])).storage);
    expect(new Set(storages).size).toBe(1);
    expect(cache.append(randn([1, 3, 2])).storage).not.toBe(storages[0]);
  });

  it('goes on with chosen sequences, as many or others', async () => {
    const cache = own(new KeyValueCache(3, [1], { capacity: 2 }));
    cache.append(arange(0, 3).cast('float32').reshape([3, 1, 1]));
    cache.reorder(tensor(Int32Array.of(2, 0, 2)));
    const next = tensor([[[7]], [[8]], [[9]]]);
    expect(await cache.append(next).array()).toEqual([
      [[2], [7]],
      [[0], [8]],
      [[2], [9]],
    ]);
    cache.reorder(tensor(Int32Array.of(1)));
    expect(await cache.append(tensor([[[5]]])).array()).toEqual([[[0], [8], [5]]]);
  });

  it('keeps its place for fewer sequences, and grows again', async () => {
    const cache = own(new KeyValueCache(3, [1], { capacity: 2 }));
    const before = cache.append(arange(0, 3).cast('float32').reshape([3, 1, 1])).storage;
    cache.reorder(tensor(Int32Array.of(2, 0)));
    const fewer = cache.append(tensor([[[7]], [[8]]]));
    expect(fewer.storage).toBe(before);
    expect(await fewer.array()).toEqual([
      [[2], [7]],
      [[0], [8]],
    ]);
    expect(() => cache.append(tensor([[[1]], [[2]], [[3]]]))).toThrow(ShapeError);
    cache.reorder(tensor(Int32Array.of(1, 1, 0, 1)));
    expect(await cache.append(tensor([[[1]], [[2]], [[3]], [[4]]])).array()).toEqual([
      [[0], [8], [1]],
      [[0], [8], [2]],
      [[2], [7], [3]],
      [[0], [8], [4]],
    ]);
  });

  it('leaks nothing when it grows, is reordered and disposed', () => {
    const before = memory();
    {
      using cache = new KeyValueCache(2, [3], { capacity: 1 });
      scope(() => {
        for (let t = 0; t < 5; t++) cache.append(randn([2, 1, 3]));
        cache.reorder(tensor(Int32Array.of(1, 1, 0)));
      });
      expect(memory().tensors).toBe(before.tensors + 1);
    }
    expect(memory()).toEqual(before);
  });

  it('lives on after the scope that made it', async () => {
    const cache = scope(() => new KeyValueCache(1, [1]));
    expect(
      await own(cache)
        .append(tensor([[[4]]]))
        .array(),
    ).toEqual([[[4]]]);
  });

  it('refuses what would have to carry a gradient', () => {
    const cache = own(new KeyValueCache(1, [1]));
    const parameter = own(new Parameter(tensor([[[1]]])));
    expect(() => backward(() => cache.append(parameter.mul(2)).sum())).toThrow(GradientError);
    expect(cache.length).toBe(0);
  });

  it('refuses other sizes and no room', () => {
    const cache = own(new KeyValueCache(2, [3]));
    expect(() => cache.append(randn([2, 1, 4]))).toThrow(
      /KeyValueCache: expected x \[N, T, 3\] with N = 2, received \[2, 1, 4\]/,
    );
    expect(() => cache.append(randn([1, 1, 3]))).toThrow(ShapeError);
    expect(() => new KeyValueCache(1, [1], { capacity: 0 })).toThrow(RangeFault);
  });
});
