import { Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import {
  DTypeError,
  manualSeed,
  memory,
  ones,
  RangeFault,
  scope,
  ShapeError,
  tensor,
  useBackend,
  type Tensor,
} from '@rondo/tensor';
import { describe, expect, it } from 'vitest';
import { EmbeddingBag } from './embedding-bag.ts';
import { gradCheckModule } from './grad-check-module.ts';

useBackend(cpu());
manualSeed(6);

const indices = (...data: number[]): Tensor => tensor(Int32Array.from(data));

describe('EmbeddingBag', () => {
  it.each(['sum', 'mean', 'max'] as const)(
    '%s: bags of one length and bags by offsets agree',
    async (mode) => {
      const bag = own(new EmbeddingBag(5, 3, { mode }));
      const square = bag.forward(indices(1, 2, 4, 0, 1, 1).reshape([2, 3]));
      const flat = bag.forward(indices(1, 2, 4, 0, 1, 1), [0, 3]);
      expect(await flat.data()).toEqual(await square.data());
    },
  );

  it.each(['sum', 'mean', 'max'] as const)(
    '%s has the gradients of difference quotients',
    async (mode) => {
      const bag = own(new EmbeddingBag(5, 2, { mode }));
      const picked = indices(1, 2, 4, 0, 3);
      expect(await gradCheckModule(bag, () => bag.forward(picked, [0, 2, 2]))).toBeLessThan(1e-3);
    },
  );

  it('takes no bags, and refuses offsets out of order', () => {
    const bag = own(new EmbeddingBag(5, 2));
    expect(bag.forward(indices(), []).shape).toEqual([0, 2]);
    for (const offsets of [[], [1, 2], [0, 3, 2], [0, 4], [0, 0.5]]) {
      expect(() => bag.forward(indices(1, 2, 3), offsets)).toThrow(RangeFault);
    }
    expect(() => bag.forward(indices(1, 2, 3))).toThrow(ShapeError);
  });

  it('takes offsets as a tensor, which the backend checks', async () => {
    const picked = indices(1, 2, 4, 0, 3);
    for (const mode of ['sum', 'mean', 'max'] as const) {
      const bag = own(new EmbeddingBag(5, 2, { mode }));
      const expected = await bag.forward(picked, [0, 2, 2, 5]).data();
      expect(await bag.forward(picked, indices(0, 2, 2, 5)).data()).toEqual(expected);
      expect(() => bag.forward(picked, indices(1, 2))).toThrow(RangeFault);
      expect(() => bag.forward(picked, indices(0, 6))).toThrow(RangeFault);
      expect(() => bag.forward(picked, indices(0, 2).reshape([1, 2]))).toThrow(ShapeError);
      expect(() => bag.forward(picked, ones([2]))).toThrow(DTypeError);
    }
  });

  it('takes the end of the last bag as one more offset', async () => {
    const bag = own(new EmbeddingBag(5, 2, { mode: 'sum', includeLastOffset: true }));
    const picked = indices(1, 2, 4);
    expect(bag.forward(picked, [0, 1, 3]).shape).toEqual([2, 2]);
    expect(bag.forward(indices(), [0]).shape).toEqual([0, 2]);
    expect(bag.forward(indices(), indices(0)).shape).toEqual([0, 2]);
    for (const offsets of [[0, 1], [0, 1, 4], [1, 3], [], [0]]) {
      expect(() => bag.forward(picked, offsets)).toThrow(RangeFault);
    }
    expect(() => bag.forward(picked, indices(0, 1))).toThrow(RangeFault);
    expect(() => bag.forward(picked, indices())).toThrow(RangeFault);
  });

  it('refuses modes, and options that a mode does not have', () => {
    expect(() => new EmbeddingBag(5, 2, { mode: 'avg' as 'mean' })).toThrow(
      `EmbeddingBag: mode must be one of 'mean', 'sum', 'max', received "avg"`,
    );
    expect(() => new EmbeddingBag(5, 2, { mode: 'max', scaleGradByFreq: true })).toThrow(
      /scaleGradByFreq is for the modes 'mean' and 'sum'/,
    );
    const options = { perSampleWeights: ones([3]) };
    const picked = indices(1, 2, 4);
    for (const mode of ['mean', 'max'] as const) {
      const bag = own(new EmbeddingBag(5, 2, { mode }));
      expect(() => bag.forward(picked, [0], options)).toThrow(/perSampleWeights are for .* 'sum'/);
    }
    const bag = own(new EmbeddingBag(5, 2, { mode: 'sum' }));
    expect(() => bag.forward(picked, [0], { perSampleWeights: ones([2]) })).toThrow(ShapeError);
    expect(() => bag.forward(picked, [0], options.perSampleWeights as never)).toThrow(
      /received a tensor \[3\]/,
    );
  });

  it('passes NaN on', async () => {
    const weight = own(new Parameter(tensor([[1], [Number.NaN], [3]])));
    const bag = own(new EmbeddingBag(3, 1, { mode: 'max', weight }));
    const rows = await bag.forward(indices(0, 1, 2, 0, 2), [0, 3]).array();
    expect(rows).toEqual([[Number.NaN], [3]]);
  });

  it('sums many small bags without a loop over them', async () => {
    const count = 4000;
    const picked = tensor(Int32Array.from({ length: 2 * count }, (_, at) => (at * 7) % 5));
    const offsets = Array.from({ length: count }, (_, bag) => 2 * bag);
    const bag = own(new EmbeddingBag(5, 2, { mode: 'sum' }));
    const before = memory().tensors;
    let most = 0;
    const result = scope(() => {
      const y = bag.forward(picked, offsets);
      most = memory().tensors;
      return y;
    });
    expect(most - before).toBeLessThan(20);
    const last = (await result.array()) as number[][];
    const weight = (await bag.weight.array()) as number[][];
    const at = [(7 * (2 * count - 2)) % 5, (7 * (2 * count - 1)) % 5];
    expect(last.at(-1)![1]).toBeCloseTo(weight[at[0]!]![1]! + weight[at[1]!]![1]!, 5);
  });

  it('works where its weight is, whatever the current backend', () => {
    const backend = cpu();
    const weight = own(new Parameter(ones([5, 2], { backend })));
    const picked = tensor(Int32Array.of(1, 2, 3), { backend });
    expect(own(new EmbeddingBag(5, 2, { weight })).forward(picked, [0, 1]).shape).toEqual([2, 2]);
  });

  it('leaks nothing', () => {
    const picked = indices(1, 2, 3);
    const before = memory();
    const bag = new EmbeddingBag(5, 2);
    bag.forward(picked, [0, 1]).dispose();
    bag.dispose();
    expect(memory()).toEqual(before);
  });
});
