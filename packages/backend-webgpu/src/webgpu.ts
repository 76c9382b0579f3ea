import { RangeFault } from '@rondo/tensor';
import { GpuContext } from './device/gpu-context.ts';
import { openDevice, type DeviceOptions } from './device/open-device.ts';
import { matmulKinds, type MatmulKind } from './kernels/matmul/matmul.ts';
import { fastestMatmul } from './kernels/matmul/probe.ts';
import { WebGpuBackend } from './webgpu-backend.ts';

/** What `webgpu` takes. */
export interface WebGpuOptions extends DeviceOptions {
  /** The most bytes that tensors may take together; 4 GiB unless told otherwise. */
  readonly maximumBytes?: number;
  /** How matrices are multiplied; unless told otherwise a short trial of each way decides, on software adapters 'registers'. */
  readonly matmul?: MatmulKind;
}

/**
 * A backend that computes on a graphics device: `await useBackend(webgpu())`. In Node it needs the package `webgpu`.
 * @throws BackendError when there is no WebGPU, no adapter or no device; RangeFault for an option that does not exist.
 */
export async function webgpu(options: WebGpuOptions = {}): Promise<WebGpuBackend> {
  const known = ['gpu', 'device', 'powerPreference', 'maximumBytes', 'matmul'];
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw new RangeFault(`webgpu: unknown option '${name}'; known: ${known.join(', ')}`, {
      option: name,
    });
  }
  const { maximumBytes = 2 ** 32 } = options;
  if (!(maximumBytes >= 2 ** 20)) {
    throw new RangeFault(
      `webgpu: expected maximumBytes of 2^20 (1 MiB) or more, received ${maximumBytes}`,
      { maximumBytes },
    );
  }
  const { matmul } = options;
  if (matmul !== undefined && !matmulKinds.includes(matmul)) {
    throw new RangeFault(
      `webgpu: expected matmul to be one of ${matmulKinds.join(', ')}, received '${matmul}'`,
      { matmul },
    );
  }
  const open = await openDevice(options);
  const gpu = new GpuContext(open.device, maximumBytes);
  gpu.matmulKind = matmul ?? (open.adapter.isSoftware ? 'registers' : await fastestMatmul(gpu));
  return new WebGpuBackend(gpu, open);
}
