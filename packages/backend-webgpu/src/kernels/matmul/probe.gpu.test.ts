import { expect, it } from 'vitest';
import { GpuContext } from '../../device/gpu-context.ts';
import { openDevice } from '../../device/open-device.ts';
import { matmulKinds } from './matmul.ts';
import { fastestMatmul } from './probe.ts';

it('tries each way to multiply, and gives its memory back', async () => {
  const { device } = await openDevice({});
  const gpu = new GpuContext(device, 2 ** 24);
  expect(matmulKinds).toContain(await fastestMatmul(gpu, 128));
  expect(gpu.counts.pipelines).toBe(matmulKinds.length);
  expect(gpu.memory.bytesInUse).toBe(0);
  gpu.dispose();
  device.destroy();
});
