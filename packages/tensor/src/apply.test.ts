import { describe, expect, it } from 'vitest';
import { evaluate } from '../test/evaluate.ts';
import { factsOf } from '../test/faults.ts';
import { expectNoLeaks } from '../test/leaks.ts';
import { otherBackend } from '../test/other-backend.ts';
import { apply } from './apply.ts';
import { arange, ones, tensor, zeros } from './create.ts';
import { currentBackend, useBackend } from './current-backend.ts';
import { BackendError, DTypeError } from './errors.ts';
import { dropout } from './ops/dropout.ts';
import { gatherOp, oneHot } from './ops/gather.ts';
import { gruSequence } from './ops/gru-sequence.ts';
import { topkOp } from './ops/topk.ts';
import { scope } from './scope.ts';
import { memory } from './storage.ts';
import { gradientsOf } from '../test/vector-jacobian.ts';

expectNoLeaks();

describe('apply', () => {
  it('refuses operands of two backends', () => {
    const other = otherBackend({ name: 'other' });
    expect(
      factsOf(BackendError, () => zeros([2]).add(zeros([2], { backend: other }))),
    ).toMatchObject({ op: 'add', backends: [currentBackend().name, 'other'] });
  });

  it('frees the outputs when the kernel fails', () => {
    const failing = otherBackend({
      unary: () => {
        throw new Error('in the kernel');
      },
    });
    const x = zeros([2], { backend: failing });
    const before = memory();
    expect(() => x.neg()).toThrow('in the kernel');
    expect(memory()).toEqual(before);
    x.dispose();
  });

  it('frees the first outputs when there is no memory for the next', () => {
    let left = 2;
    const small = otherBackend({
      allocate: (bytes) => {
        if (left-- === 0) throw new Error('out of memory');
        return currentBackend().allocate(bytes);
      },
    });
    const x = tensor([3, 1, 2], { backend: small });
    const attributes = { k: 2, largest: true };
    const before = memory();
    expect(() => apply(topkOp, [x], attributes)).toThrow('out of memory');
    expect(memory()).toEqual(before);
    x.dispose();
  });

  it('stays on the backend of its inputs, whichever is current', () => {
    const other = otherBackend({ name: 'other', fused: {} });
    scope(() => {
      const x = ones([2, 3], { backend: other });
      const places = arange(0, 2, 1, { backend: other }).unsqueeze(1);
      const gates = zeros([2, 4, 15], { backend: other });
      const weight = zeros([15, 5], { backend: other });
      const results = [
        x.add(1).mul(x),
        dropout(x, 0.5),
        oneHot(places, 3),
        gruSequence(gates, weight).hidden,
        gradientsOf(gatherOp, [x, places], { axis: 1 }, ones([2, 1], { backend: other }))[0]!,
      ];
      expect(results.map(({ storage }) => storage.backend)).toEqual(results.map(() => other));
    });
  });
});

describe('a number beside a tensor', () => {
  it('takes the dtype of the tensor', async () => {
    expect(await evaluate(() => arange(0, 3).mul(-2).add(5))).toEqual([5, 3, 1]);
    expect(await evaluate(() => tensor([true, false]).equal(1))).toEqual([true, false]);
  });

  it('is refused where the dtype does not have it', () => {
    expect(factsOf(DTypeError, () => arange(0, 3).mul(0.5))).toEqual({
      op: 'mul',
      dtype: 'int32',
      value: 0.5,
    });
    expect(factsOf(DTypeError, () => arange(0, 3).less(2 ** 31))).toMatchObject({ op: 'less' });
    expect(factsOf(DTypeError, () => tensor([true]).where(arange(0, 1), Infinity))).toMatchObject({
      op: 'where',
    });
    expect(factsOf(DTypeError, () => tensor([true]).equal(2))).toMatchObject({
      dtype: 'bool',
      value: 2,
    });
  });
});

describe('useBackend', () => {
  it('takes a backend, or a promise of one', async () => {
    const before = currentBackend();
    const [first, second] = [otherBackend(), otherBackend()];
    useBackend(first);
    expect(currentBackend()).toBe(first);
    const ready = useBackend(Promise.resolve(second));
    expect(currentBackend()).toBe(first);
    await ready;
    expect(currentBackend()).toBe(second);
    useBackend(before);
  });
});
