import { clipNorm, randn, scope, useBackend, type Tensor } from '@rondo/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainDevice } from '../../../test/plain-device.ts';
import type { WebGpuBackend } from '../../webgpu-backend.ts';
import { webgpu } from '../../webgpu.ts';

describe('clipNorm on webgpu', () => {
  let device: GPUDevice;
  let backend: WebGpuBackend;
  beforeAll(async () => {
    device = await plainDevice();
    backend = await webgpu({ device });
    useBackend(backend);
  });
  afterAll(() => {
    backend.dispose();
    device.destroy();
  });

  it('takes seven parameters at a time', () => {
    scope(() => {
      const parameters = Array.from({ length: 3 * 7 + 1 }, (_, i) => randn([3 * i + 1]));
      const before = backend.describe().counts.launches;
      clipNorm(parameters, 1);
      expect(backend.describe().counts.launches - before).toBe(4 + 1 + 4);
    });
  });

  it('gives the same bits each time', async () => {
    const parameters = scope<readonly Tensor[]>(() => [randn([301, 257]), randn([40_001])]);
    const norms: (number | undefined)[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const norm = clipNorm(parameters, 1e9);
      norms.push((await norm.data())[0]);
      norm.dispose();
    }
    expect(new Set(norms).size).toBe(1);
    for (const parameter of parameters) parameter.dispose();
  });
});
