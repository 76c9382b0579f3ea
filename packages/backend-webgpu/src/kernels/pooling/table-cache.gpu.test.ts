import { arange, maxPool1d, scope, useBackend, type Tensor } from '@rondo/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WebGpuBackend } from '../../webgpu-backend.ts';
import { webgpu } from '../../webgpu.ts';

describe('tables of windows on webgpu', () => {
  let backend: WebGpuBackend;
  beforeAll(async () => {
    backend = await webgpu();
    useBackend(backend);
  });
  afterAll(() => backend.dispose());

  /** Largest of each two of 0, 1, .. */
  async function pooled(length: number): Promise<ArrayLike<number>> {
    const y = scope<Tensor>(() =>
      maxPool1d(arange(0, length, 1, { dtype: 'float32' }).reshape([1, 1, length]), 2),
    );
    const data = await y.data();
    y.dispose();
    return data;
  }

  it('stay right and few when each input has another length', async () => {
    for (let length = 2; length < 200; length++) {
      const expected = Array.from({ length: Math.floor(length / 2) }, (_, i) => 2 * i + 1);
      expect(Array.from(await pooled(length))).toEqual(expected);
    }
    // At most 64 tables; of the largest a block has less than 3 KiB.
    expect(backend.describe().memory.bytesInUse).toBeLessThan(64 * 3 * 2 ** 10);
  });

  it('are written once for the same windows', async () => {
    await pooled(33);
    const x = arange(0, 33, 1, { dtype: 'float32' }).reshape([1, 1, 33]);
    const { submissions } = backend.describe().counts;
    scope(() => {
      for (let turn = 0; turn < 5; turn++) maxPool1d(x, 2);
    });
    expect(backend.describe().counts.submissions).toBe(submissions);
    x.dispose();
  });
});
