import { scope, tensor, zeros } from '@rondo/tensor';
import { expect, it } from 'vitest';
import { resultOf, type Context } from '../context.ts';

export function memorySuite({ backend }: Context): void {
  it('buffers do not overlap, whatever their sizes', async () => {
    const sizes = [1, 3, 7, 33, 127, 9999, 0, 65_537, 16];
    await Promise.all(
      sizes.map(async (size, i) => {
        const data = await resultOf(() => tensor(new Float32Array(size).fill(i + 1)));
        expect(data.every((x) => x === i + 1)).toBe(true);
      }),
    );
    const tensors = sizes.map((size, i) => tensor(new Float32Array(size).fill(i + 1)));
    for (const [i, own] of tensors.entries()) {
      expect((await own.data()).every((x) => x === i + 1)).toBe(true);
      own.dispose();
    }
  });

  it('keeps the numbers of other tensors while memory grows', async () => {
    const first = tensor([1, 2, 3]);
    const large = zeros([3_000_000]);
    expect([...(await first.data())]).toEqual([1, 2, 3]);
    expect((await large.data()).at(-1)).toBe(0);
    first.dispose();
    large.dispose();
  });

  it('reads a copy: later writes do not reach it', async () => {
    const x = tensor([1, 2, 3]);
    const before = await x.data();
    backend().fill(x, 9);
    expect([...before]).toEqual([1, 2, 3]);
    expect([...(await x.data())]).toEqual([9, 9, 9]);
    x.dispose();
  });

  it('memory that was used before is as good as new', async () => {
    for (let i = 0; i < 50; i++) {
      const sum = await resultOf(() =>
        scope(() =>
          zeros([1 + (i % 7), 33])
            .add(i)
            .sum(),
        ),
      );
      expect(sum[0]).toBe((1 + (i % 7)) * 33 * i);
    }
  });
}
