import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FreeBlocks } from './free-blocks.ts';
import { GpuBlock } from './gpu-block.ts';

const blocks = Array.from({ length: 12 }, () => new GpuBlock({} as GPUBuffer, 256));

it('hands the oldest free block out, whatever the order in which they were freed', () => {
  const order = fc.shuffledSubarray(blocks, { minLength: 1 });
  fc.assert(
    fc.property(order, (freed) => {
      const free = new FreeBlocks();
      for (const block of freed) free.add(block);
      const taken = freed.map(() => free.take());
      expect(taken).toEqual(freed.toSorted((a, b) => a.id - b.id));
      expect(free.take()).toBeUndefined();
    }),
  );
});
