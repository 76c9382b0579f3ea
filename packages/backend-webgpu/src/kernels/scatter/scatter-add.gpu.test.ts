import { indexAdd, RangeFault, tensor, useBackend, type Tensor } from '@rondo/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WebGpuBackend } from '../../webgpu-backend.ts';
import { webgpu } from '../../webgpu.ts';

const [count, width, size] = [8192 + 77, 3, 501];
const source = Float32Array.from({ length: count * width }, (_, i) => Math.sin(i) * 3);

/** Rows added one after the other. */
function added(indices: Int32Array): Float32Array {
  const sums = new Float32Array(size * width);
  for (const [j, row] of indices.entries()) {
    if (row < 0 || row >= size) continue;
    for (let c = 0; c < width; c++) sums[row * width + c]! += source[j * width + c]!;
  }
  return sums;
}

describe('scatterAdd of many rows on webgpu', () => {
  let backend: WebGpuBackend;
  beforeAll(async () => {
    backend = await webgpu();
    useBackend(backend);
  });
  afterAll(() => backend.dispose());

  function sumsOf(indices: Int32Array): Tensor {
    const target = tensor(new Float32Array(size * width), { shape: [size, width] });
    const [where, rows] = [
      tensor(indices, { dtype: 'int32' }),
      tensor(source, { shape: [count, width] }),
    ];
    indexAdd(target, where, rows);
    for (const own of [where, rows]) own.dispose();
    return target;
  }

  it.each([
    ['spread evenly', (j: number) => (j * 7919) % size],
    ['half of them the same', (j: number) => (j % 2 === 0 ? 7 : (j * 31) % size)],
    ['falling', (j: number) => size - 1 - Math.floor((j * size) / count)],
  ])('adds in order: %s', async (_what, rowOf) => {
    const indices = Int32Array.from({ length: count }, (_, j) => rowOf(j));
    const target = sumsOf(indices);
    expect(await target.data()).toEqual(added(indices));
    target.dispose();
  });

  it('names an index outside, and adds the others', async () => {
    const indices = Int32Array.from({ length: count }, (_, j) => (j * 7919) % size);
    indices[5] = size;
    indices[count - 1] = -1;
    const target = sumsOf(indices);
    await expect(target.data()).rejects.toThrow(RangeFault);
    expect(await target.data()).toEqual(added(indices));
    target.dispose();
  });
});
