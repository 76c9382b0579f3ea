import { backward } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import {
  DTypeError,
  GradientError,
  manualSeed,
  memory,
  ones,
  randn,
  RangeFault,
  scope,
  Tensor,
  tensor,
  useBackend,
} from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { Embedding } from './embedding.ts';
import { gradCheckModule } from './grad-check-module.ts';

useBackend(cpu());
manualSeed(4);

const indices = (...data: number[]): Tensor => tensor(Int32Array.from(data));

describe('Embedding', () => {
  it('looks rows up, whatever the shape of the indices', async () => {
    const table = own(
      Embedding.fromPretrained(
        tensor([
          [1, 2],
          [3, 4],
          [5, 6],
        ]),
      ),
    );
    const rows = table.forward(tensor([[2], [0]], { dtype: 'int32' }));
    expect(await rows.array()).toEqual([[[5, 6]], [[1, 2]]]);
  });

  it.each([
    [1, 1],
    [-1, 4],
    [-5, 0],
  ])('pads with row %i: zero at the start, never a gradient', async (paddingIdx, row) => {
    const table = own(new Embedding(5, 3, { paddingIdx }));
    expect(table.paddingIdx).toBe(row);
    expect(await table.weight.select(0, row).array()).toEqual([0, 0, 0]);
    backward(() => table.forward(indices(0, 1, 4, 1)).sum()).dispose();
    const counts = [1, 2, 0, 0, 1].map((count, i) => (i === row ? 0 : count));
    expect(await table.weight.grad!.select(1, 0).array()).toEqual(counts);
  });

  it('keeps padding out of the gradient even where it is NaN', async () => {
    const table = own(new Embedding(3, 2, { paddingIdx: 0 }));
    backward(() =>
      table
        .forward(indices(0, 1))
        .div(tensor([[0], [1]]))
        .sum(),
    ).dispose();
    expect(await table.weight.grad!.array()).toEqual([
      [0, 0],
      [1, 1],
      [0, 0],
    ]);
  });

  it.each([{}, { paddingIdx: 2 }])(
    'has the gradients of difference quotients: %o',
    async (options) => {
      const table = own(new Embedding(4, 3, options));
      const picked = indices(1, 3, 1, 0, 3);
      expect(await gradCheckModule(table, () => table.forward(picked))).toBeLessThan(1e-3);
    },
  );

  it('is frozen from pretrained rows unless told otherwise', () => {
    expect(own(Embedding.fromPretrained(randn([3, 2]))).weight.requiresGrad).toBe(false);
    expect(
      own(Embedding.fromPretrained(randn([3, 2]), { freeze: false })).weight.requiresGrad,
    ).toBe(true);
  });

  it('shortens only the rows that it looks up', async () => {
    const rows = tensor([
      [3, 4],
      [6, 8],
      [0.1, 0.2],
    ]);
    const table = own(Embedding.fromPretrained(rows, { maxNorm: 1 }));
    await table.forward(indices(1, 2)).data();
    const [first, second, third] = (await table.weight.array()) as number[][];
    expect(first).toEqual([3, 4]);
    expect(second![0]).toBeCloseTo(0.6, 6);
    expect(second![1]).toBeCloseTo(0.8, 6);
    expect(third![1]).toBeCloseTo(0.2, 6);
  });

  it('shortens without a pass over the whole table, and exactly', async () => {
    const size = 5000;
    const rows = new Float32Array(size * 3).fill(4e6);
    const table = own(Embedding.fromPretrained(tensor(rows, { shape: [size, 3] }), { maxNorm: 1 }));
    const picked = indices(7, 8, 7, 7);
    const square = Object.getOwnPropertyDescriptor(Tensor.prototype, 'square')!;
    const seen: number[] = [];
    Tensor.prototype.square = function count(this: Tensor): Tensor {
      seen.push(this.size);
      return Reflect.apply(square.value as () => Tensor, this, []);
    };
    try {
      table.forward(picked).dispose();
    } finally {
      Object.defineProperty(Tensor.prototype, 'square', square);
    }
    expect(seen).toEqual([12]);
    const after = await table.weight.data();
    for (const at of [21, 22, 23, 24]) expect(after[at]).toBeCloseTo(1 / Math.sqrt(3), 6);
    expect([after[20], after[27]]).toEqual([4e6, 4e6]);
  });

  it('shortens rows before other uses of the weight in a step, and not after them', () => {
    const table = own(new Embedding(4, 3, { maxNorm: 1 }));
    const lookUp = (): Tensor => table.forward(indices(1, 2));
    const other = (): Tensor => table.weight.square().sum();
    backward(() => lookUp().add(lookUp()).sum().add(other())).dispose();
    expect(() => backward(() => other().add(lookUp().sum()))).toThrow(GradientError);
  });

  it('refuses rows that are not there and indices that are not whole', () => {
    const table = own(new Embedding(5, 3));
    expect(() => table.forward(indices(0, 5))).toThrow(RangeFault);
    expect(() => table.forward(indices(-1))).toThrow(RangeFault);
    expect(() => table.forward(tensor([1, 2]))).toThrow(DTypeError);
    expect(() => new Embedding(5, 3, { paddingIdx: 5 })).toThrow(
      'Embedding: no row 5 to pad with among 5; expected -5 to 4',
    );
    const rows = randn([3, 2]);
    expect(() => Embedding.fromPretrained(rows, { paddingIdx: 3 })).toThrow(RangeFault);
    expect(rows.isDisposed).toBe(false);
  });

  it.each([{ paddingIdx: 0 }, { scaleGradByFreq: true }])(
    'needs indices made in an inner scope until the way back: %o',
    async (options) => {
      const table = own(new Embedding(4, 3, options));
      backward(() => scope(() => table.forward(indices(1, 2, 2)).sum())).dispose();
      const twice = options.scaleGradByFreq ? 1 : 2;
      expect(await table.weight.grad!.select(1, 0).array()).toEqual([0, 1, twice, 0]);
    },
  );

  it('works where its weight is, whatever the current backend', async () => {
    const other = cpu();
    const table = own(Embedding.fromPretrained(ones([3, 2], { backend: other }), { maxNorm: 1 }));
    const rows = table.forward(tensor(Int32Array.of(1, 1), { backend: other }));
    expect((await rows.data())[3]).toBeCloseTo(Math.SQRT1_2, 6);
  });

  it('leaks nothing', () => {
    const picked = indices(1, 2, 2);
    const before = memory();
    const table = new Embedding(4, 3, { paddingIdx: 0, scaleGradByFreq: true, maxNorm: 1 });
    table.forward(picked).dispose();
    backward(() => table.forward(picked).sum()).dispose();
    table.dispose();
    expect(memory()).toEqual(before);
  });
});
