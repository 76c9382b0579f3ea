import { describe, expect, it } from 'vitest';
import { near } from '../test/evaluate.ts';
import { factsOf } from '../test/faults.ts';
import { expectNoLeaks } from '../test/leaks.ts';
import { otherBackend } from '../test/other-backend.ts';
import type { AdamStep } from './backend.ts';
import { arange, ones, tensor, zeros } from './create.ts';
import { BackendError, DTypeError, RangeFault, ShapeError } from './errors.ts';
import { accumulate, adamUpdate, adamUpdates, assign, clipNorm, indexAdd } from './in-place.ts';
import { scope } from './scope.ts';
import { memory, writesInPlace } from './storage.ts';
import type { Tensor } from './tensor.ts';

expectNoLeaks();

describe('assign and accumulate', () => {
  it('change the elements of a window', async () => {
    const x = zeros([2, 3]);
    scope(() => {
      assign(x.select(1, 2), tensor([5, 7]));
      accumulate(x.select(0, 0), tensor([1, 2, 3]));
    });
    expect(await x.array()).toEqual([
      [1, 2, 8],
      [0, 0, 7],
    ]);
    x.dispose();
  });

  it('read a value that overlaps the target before they write', async () => {
    const before = memory();
    const x = tensor([1, 2, 3, 4, 5]);
    scope(() => assign(x, x.flip(0)));
    expect(await x.array()).toEqual([5, 4, 3, 2, 1]);
    scope(() => assign(x.narrow(0, 1, 4), x.narrow(0, 0, 4)));
    expect(await x.array()).toEqual([5, 5, 4, 3, 2]);
    scope(() => accumulate(x, x.flip(0)));
    expect(await x.array()).toEqual([7, 8, 8, 8, 7]);
    scope(() => accumulate(x, x));
    expect(await x.array()).toEqual([14, 16, 16, 16, 14]);
    x.dispose();
    expect(memory()).toEqual(before);
  });

  it('raise the version of the storage', () => {
    const x = zeros([2, 3]);
    const untouched = zeros([3]);
    const versions = [x.storage.version];
    scope(() => assign(x.select(1, 2), ones([2])));
    versions.push(x.storage.version);
    scope(() => accumulate(x, ones([2, 3])));
    versions.push(x.storage.version);
    expect(versions[0]).toBe(0);
    expect(versions[1]).toBeGreaterThan(0);
    expect(versions[2]).toBeGreaterThan(versions[1]!);
    expect(writesInPlace()).toBe(versions[2]);
    expect(untouched.storage.version).toBe(0);
    x.dispose();
    untouched.dispose();
  });

  it.each([
    ['assign', assign],
    ['accumulate', accumulate],
  ])('%s refuses another shape, dtype or backend', (op, change) => {
    expect(factsOf(ShapeError, () => change(zeros([2, 3]), zeros([3])))).toMatchObject({
      where: op,
      received: [3],
    });
    expect(factsOf(DTypeError, () => change(zeros([3]), arange(0, 3)))).toMatchObject({ op });
    const other = otherBackend();
    expect(
      factsOf(BackendError, () => change(zeros([3]), zeros([3], { backend: other }))),
    ).toMatchObject({ op });
  });
});

describe('adamUpdate', () => {
  const step: AdamStep = {
    learningRate: 0.1,
    beta1: 0.9,
    beta2: 0.99,
    eps: 1e-8,
    weightDecay: 0.5,
    decoupled: false,
    correction1: 1 - 0.9 ** 2,
    correction2: 1 - 0.99 ** 2,
  };

  /** One update of p = 2, g = 3, m = 0.5, v = 0.25, as numbers. */
  function byHand({ decoupled }: { decoupled: boolean }): number[] {
    const g = decoupled ? 3 : 3 + 0.5 * 2;
    const p = decoupled ? 2 - 0.1 * 0.5 * 2 : 2;
    const m = 0.9 * 0.5 + 0.1 * g;
    const v = 0.99 * 0.25 + 0.01 * g * g;
    const root = Math.sqrt(v / step.correction2) + 1e-8;
    return [p - (0.1 * (m / step.correction1)) / root, m, v];
  }

  it.each([
    ['with the kernel', false, {}],
    ['with the kernel', true, {}],
    ['composed', false, { adam: undefined }],
    ['composed', true, { adam: undefined }],
  ])('%s, decoupled %s', async (_name, decoupled, changes) => {
    const backend = otherBackend(changes);
    const made = [2, 3, 0.5, 0.25].map((value) => tensor([value], { backend }));
    const [p, g, m, v] = made as [Tensor, Tensor, Tensor, Tensor];
    adamUpdate(p, g, m, v, { ...step, decoupled });
    const after = [await p.item(), await m.item(), await v.item()];
    expect(after).toEqual(near(byHand({ decoupled })));
    for (const changed of [p, m, v]) expect(changed.storage.version).toBeGreaterThan(0);
    expect(g.storage.version).toBe(0);
    for (const used of made) used.dispose();
  });

  it('refuses tensors of different shapes', () => {
    expect(
      factsOf(ShapeError, () => adamUpdate(zeros([2]), zeros([3]), zeros([2]), zeros([2]), step)),
    ).toMatchObject({ where: 'adamUpdate' });
  });

  it.each([{}, { adam: undefined }])(
    'updates a list as it updates one by one (%o)',
    async (changes) => {
      const backend = otherBackend(changes);
      const make = (size: number, value: number) => tensor(Array(size).fill(value), { backend });
      const listOf = () =>
        [2, 3].map((size) => ({
          parameter: make(size, 2),
          gradient: make(size, 3),
          mean: make(size, 0.5),
          variance: make(size, 0.25),
        }));
      const [together, apart] = [listOf(), listOf()];
      adamUpdates(together, step);
      for (const { parameter, gradient, mean, variance } of apart) {
        adamUpdate(parameter, gradient, mean, variance, step);
      }
      for (const [i, { parameter }] of together.entries()) {
        expect(await parameter.data()).toEqual(await apart[i]!.parameter.data());
      }
      adamUpdates([], step);
      for (const update of [...together, ...apart]) {
        for (const used of Object.values(update)) used.dispose();
      }
    },
  );
});

describe('clipNorm', () => {
  it.each([{}, { clipNorm: undefined }])('scales tensors together (%o)', async (changes) => {
    const backend = otherBackend(changes);
    const tensors = [
      tensor([3, 0], { backend }),
      tensor([[4]], { backend }),
      zeros([0], { backend }),
    ];
    const large = clipNorm(tensors, 10);
    expect([await large.item(), await tensors[0]!.array()]).toEqual([5, [3, 0]]);
    const before = clipNorm(tensors, 1);
    expect(await before.item()).toBe(5);
    expect(await tensors[0]!.array()).toEqual(near([0.6, 0]));
    expect(await tensors[1]!.array()).toEqual(near([[0.8]]));
    expect(tensors[1]!.storage.version).toBeGreaterThan(0);
    for (const used of [...tensors, large, before]) used.dispose();
  });

  it('is 0 of nothing, and refuses whole numbers', async () => {
    const none = clipNorm([], 1);
    expect(await none.item()).toBe(0);
    none.dispose();
    expect(factsOf(DTypeError, () => clipNorm([arange(0, 3)], 1))).toMatchObject({
      op: 'clipNorm',
    });
  });
});

describe('indexAdd', () => {
  it('adds rows in place, also twice to one, and its own', async () => {
    const x = tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    scope(() => {
      const rows = tensor([
        [10, 20],
        [30, 40],
        [100, 200],
      ]);
      indexAdd(x, tensor(Int32Array.of(2, 0, 2)), rows);
      indexAdd(x, tensor(Int32Array.of(1, 2)), x.narrow(0, 0, 2));
    });
    expect(await x.array()).toEqual([
      [31, 42],
      [34, 46],
      [118, 230],
    ]);
    x.dispose();
  });

  it('refuses what does not fit', () => {
    scope(() => {
      const x = zeros([3, 2]);
      const at = tensor(Int32Array.of(0, 1));
      expect(() => indexAdd(x, at, zeros([2, 3]))).toThrow(ShapeError);
      expect(() => indexAdd(x, at, zeros([3, 2]))).toThrow(ShapeError);
      expect(() => indexAdd(x, zeros([2]), zeros([2, 2]))).toThrow(DTypeError);
      expect(() => indexAdd(x, tensor(Int32Array.of(0, 3)), zeros([2, 2]))).toThrow(RangeFault);
    });
  });
});
