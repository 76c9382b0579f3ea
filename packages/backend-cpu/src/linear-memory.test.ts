import { BackendError, InternalError } from '@rondo/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LinearMemory, type CpuBuffer } from './linear-memory.ts';

describe('LinearMemory', () => {
  it('hands out aligned blocks that never overlap', () => {
    const steps = fc.array(fc.record({ bytes: fc.nat({ max: 3000 }), frees: fc.boolean() }));
    fc.assert(
      fc.property(steps, (program) => {
        const memory = new LinearMemory();
        const live: CpuBuffer[] = [];
        for (const { bytes, frees } of program) {
          if (frees && live.length > 0) memory.free(live.splice(bytes % live.length, 1)[0]!);
          else live.push(memory.allocate(bytes));
        }
        const blocks = live.toSorted((a, b) => a.pointer - b.pointer);
        blocks.forEach(({ pointer, bytes }, i) => {
          expect(pointer % 64).toBe(0);
          expect(pointer).toBeGreaterThan(0);
          expect(pointer + bytes).toBeLessThanOrEqual(blocks[i + 1]?.pointer ?? memory.capacity);
        });
      }),
    );
  });

  it('reuses what was freed and counts what is in use', () => {
    const memory = new LinearMemory();
    const first = memory.allocate(1000);
    expect(memory.bytesInUse).toBe(1024);
    memory.free(first);
    expect(memory.bytesInUse).toBe(0);
    expect(memory.allocate(990).pointer).toBe(first.pointer);
    const { capacity } = memory;
    for (let i = 0; i < 10_000; i++) memory.free(memory.allocate(100 + (i % 7) * 5000));
    expect(memory.capacity).toBeLessThanOrEqual(capacity + 2 ** 21);
  });

  it('takes a slightly larger free block before it grows, and gives it back to its own class', () => {
    const memory = new LinearMemory();
    const large = memory.allocate(2000);
    memory.free(large);
    const small = memory.allocate(1100);
    expect(small.pointer).toBe(large.pointer);
    memory.free(small);
    expect(memory.allocate(2000).pointer).toBe(large.pointer);
  });

  it('keeps its numbers when it grows, and shows them in new views', () => {
    const memory = new LinearMemory();
    const kept = memory.allocate(4);
    memory.f32[kept.pointer / 4] = 1.5;
    const before = memory.capacity;
    const large = memory.allocate(5_000_000);
    expect(memory.capacity).toBeGreaterThan(before);
    expect(memory.f32[kept.pointer / 4]).toBe(1.5);
    memory.i32[large.pointer / 4 + 1_249_999] = 7;
    expect(memory.u32[large.pointer / 4 + 1_249_999]).toBe(7);
  });

  it('says what was asked for when memory runs out, and goes on', () => {
    const memory = new LinearMemory({ maximumBytes: 2 ** 20 });
    const block = memory.allocate(600_000);
    const facts = { bytes: 600_001, bytesInUse: memory.bytesInUse, maximumBytes: 2 ** 20 };
    expect(() => memory.allocate(600_001)).toThrow(BackendError);
    expect(() => memory.allocate(600_001)).toThrow(expect.objectContaining({ facts }));
    expect(() => memory.allocate(2 ** 33)).toThrow(/4 GiB/);
    memory.free(block);
    expect(memory.allocate(600_001).pointer).toBe(block.pointer);
  });

  it('takes any larger free block when nothing else is left', () => {
    const memory = new LinearMemory({ maximumBytes: 2 ** 20 });
    const block = memory.allocate(900_000);
    memory.free(block);
    memory.allocate(60_000);
    expect(memory.allocate(100_000).pointer).toBe(block.pointer);
  });

  it('joins free neighbours where a larger block is wanted', () => {
    const memory = new LinearMemory({ maximumBytes: 2 ** 26 });
    const blocks = Array.from({ length: 60 }, () => memory.allocate(1_000_000));
    for (const block of blocks) memory.free(block);
    expect(memory.allocate(50_000_000).bytes).toBe(50_000_000);
  });

  it('serves random sizes for ever in little more than is in use', () => {
    const memory = new LinearMemory({ maximumBytes: 2 ** 26 });
    let state = 1;
    const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const held: ReturnType<LinearMemory['allocate']>[] = [];
    for (let i = 0; i < 20_000; i++) {
      // At most 20 blocks of up to 1.2 MB.
      if (held.length === 20 || (held.length > 0 && random() < 0.5)) {
        memory.free(held.splice(Math.floor(random() * held.length), 1)[0]!);
      } else held.push(memory.allocate(Math.floor(1_200_000 * random() ** 3)));
    }
    expect(memory.capacity).toBeLessThan(3 * memory.peakBytes);
  });

  it('hands out blocks that do not overlap, whatever was freed before', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 300_000 }), { maxLength: 120 }), (sizes) => {
        const memory = new LinearMemory({ maximumBytes: 2 ** 22 });
        const held = new Set<ReturnType<LinearMemory['allocate']>>();
        for (const [i, size] of sizes.entries()) {
          if (memory.bytesInUse < 2_000_000) held.add(memory.allocate(size));
          for (const block of held) {
            if ((i * 31 + block.pointer) % 5 === 0) {
              held.delete(block);
              memory.free(block);
            }
          }
          const order = [...held].toSorted((a, b) => a.pointer - b.pointer);
          for (const [k, { pointer, bytes }] of order.entries()) {
            expect(pointer + bytes).toBeLessThanOrEqual(order[k + 1]?.pointer ?? memory.capacity);
          }
        }
      }),
    );
  });

  it('refuses to free a block twice', () => {
    const memory = new LinearMemory();
    const block = memory.allocate(10);
    memory.free(block);
    expect(() => memory.free(block)).toThrow(InternalError);
  });

  it('keeps one working space that grows', () => {
    const memory = new LinearMemory();
    const first = memory.scratch(1000);
    expect(memory.scratch(500)).toBe(first);
    memory.scratch(100_000);
    expect(memory.bytesInUse).toBeGreaterThanOrEqual(100_000);
    expect(memory.bytesInUse).toBeLessThan(130_000);
  });

  it('can be shared', () => {
    const memory = new LinearMemory({ shared: true, maximumBytes: 2 ** 24 });
    expect(memory.memory.buffer).toBeInstanceOf(SharedArrayBuffer);
    const block = memory.allocate(2_000_000);
    memory.f32[block.pointer / 4] = 2.5;
    expect(memory.f32[block.pointer / 4]).toBe(2.5);
  });

  it('allocates nothing after dispose', () => {
    const memory = new LinearMemory();
    const block = memory.allocate(10);
    memory.dispose();
    memory.free(block);
    expect(() => memory.allocate(10)).toThrow(/disposed/);
  });
});
