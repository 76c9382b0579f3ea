import { Parameter } from '@rondo/autograd';
import { cpu } from '@rondo/backend-cpu';
import { own } from '@rondo/golden';
import {
  manualSeed,
  memory,
  ones,
  RangeFault,
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
