import { BackendError, RangeFault } from '@rondo/tensor';
import { GpuContext } from './device/gpu-context.ts';
import { teamsOf } from './device/teams.ts';
import { openDevice, type AdapterDescription, type DeviceOptions } from './device/open-device.ts';
import { canMultiplyBy, matmulKinds, type MatmulKind } from './kernels/matmul/matmul.ts';
import { fastestMatmul } from './kernels/matmul/probe.ts';
import { WebGpuBackend } from './webgpu-backend.ts';

/** What `webgpu` takes. */
export interface WebGpuOptions extends DeviceOptions {
  /** The most bytes that tensors may take together; 4 GiB unless told otherwise. */
  readonly maximumBytes?: number;
  /**
   * Whether matrix products are formed in float16 (off): factors are rounded to about three decimal digits, and sixteen products are summed
   * before the sum goes on in float32. What is beyond 65,504 on the way becomes infinite, and what is below 6e-8 0: train with a scaled
   * loss, and leave steps out that are not finite (`GradScaler`). Tensors and parameters stay float32.
   */
  readonly mixedPrecision?: boolean;
  /**
   * Whether large matrix products read their factors from copies in float16 (off), which are made once after each change of a tensor, of
   * weights once a step: half of what products read, and half as much memory again for such tensors. Sums are float32 unless `mixedPrecision` says
   * otherwise. Of large and small numbers the same holds as there: train with a scaled loss.
   */
  readonly halfStorage?: boolean;
  /**
   * How matrices are multiplied; unless told otherwise a short trial of each way decides, on software adapters 'subgroups'
   * where these have 8 threads or more, else 'registers'.
   */
  readonly matmul?: MatmulKind;
}

/**
 * A backend that computes on a graphics device: `await useBackend(webgpu())`. In Node it needs the package `webgpu`.
 * @throws BackendError when there is no WebGPU, no adapter or no device; RangeFault for an option that does not exist.
 */
export async function webgpu(options: WebGpuOptions = {}): Promise<WebGpuBackend> {
  const known = [
    'gpu',
    'device',
    'powerPreference',
    'maximumBytes',
    'matmul',
    'mixedPrecision',
    'halfStorage',
  ];
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
  const { matmul, mixedPrecision = false, halfStorage = false } = options;
  if (matmul !== undefined && !matmulKinds.includes(matmul)) {
    throw new RangeFault(
      `webgpu: expected matmul to be one of ${matmulKinds.join(', ')}, received '${matmul}'`,
      { matmul },
    );
  }
  const open = await openDevice(options);
  const missing =
    (mixedPrecision || halfStorage) && !open.device.features.has('shader-f16')
      ? ([mixedPrecision ? 'mixedPrecision' : 'halfStorage', 'shader-f16'] as const)
      : matmul !== undefined && !canMultiplyBy(matmul, open.device)
        ? ([`matmul '${matmul}'`, 'subgroups'] as const)
        : undefined;
  if (missing) {
    const [option, feature] = missing;
    if (!open.isGiven) open.device.destroy();
    throw new BackendError(
      `webgpu: ${option} needs the feature '${feature}', which this device does not have; leave it out, or give a device that was asked for with it`,
      { missing: feature },
    );
  }
  const gpu = new GpuContext(open.device, maximumBytes);
  gpu.isMixedPrecision = mixedPrecision;
  gpu.keepsHalf = halfStorage;
  gpu.teams = teamsOf(open.device, open.adapter.isSoftware);
  gpu.matmulKind = matmul ?? (await chosenMatmul(gpu, open.adapter));
  return new WebGpuBackend(gpu, open);
}

/** Fewer threads to hand numbers to are no gain, measured on programs of the processor. */
const worthwhile = 8;

/** Such programs are slow enough that trying each way would be felt. */
async function chosenMatmul(
  gpu: GpuContext,
  { isSoftware }: AdapterDescription,
): Promise<MatmulKind> {
  if (!isSoftware) return fastestMatmul(gpu);
  const { kind, size } = gpu.teams.short;
  return kind === 'one subgroup' && size >= worthwhile ? 'subgroups' : 'registers';
}
