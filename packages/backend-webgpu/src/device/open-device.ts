import { BackendError } from '@rondo/tensor';
import { findGpu } from './find-gpu.ts';

export interface DeviceOptions {
  /** What makes adapters, where it is not `navigator.gpu` or the package `webgpu`. */
  readonly gpu?: GPU;
  /** A device of the caller's, who destroys it; it needs no features, and its limits hold. */
  readonly device?: GPUDevice;
  /** Which adapter to prefer where there are several. */
  readonly powerPreference?: 'low-power' | 'high-performance';
}

export interface OpenDevice {
  readonly device: GPUDevice;
  /** Whether it is the caller's. */
  readonly isGiven: boolean;
  readonly adapter: AdapterDescription;
}

export interface AdapterDescription {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** Whether it is a program on the processor, not a graphics device. */
  readonly isSoftware: boolean;
}

/** Limits of which as much is taken as the adapter has. */
const wantedLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
] as const;

const wantedFeatures = ['shader-f16', 'subgroups', 'timestamp-query'] as const;

/**
 * A device with the most that its adapter offers.
 * @throws BackendError when there is no WebGPU or no adapter, saying what to install.
 */
export async function openDevice({
  gpu,
  device,
  powerPreference = 'high-performance',
}: DeviceOptions): Promise<OpenDevice> {
  if (device) return { device, isGiven: true, adapter: described(device.adapterInfo) };
  const adapter = await (gpu ?? (await findGpu())).requestAdapter({ powerPreference });
  if (!adapter) {
    throw new BackendError(
      'webgpu: no graphics adapter was found; in Node it takes a Vulkan driver and libvulkan (Debian: libvulkan1 and ' +
        "mesa-vulkan-drivers 24 or later), in Chrome see chrome://gpu; or use cpu() of '@rondo/backend-cpu'",
      { missing: 'adapter' },
    );
  }
  const requiredLimits = Object.fromEntries(
    wantedLimits.map((name) => [name, adapter.limits[name]]),
  );
  const requiredFeatures = wantedFeatures.filter((name) => adapter.features.has(name));
  try {
    const opened = await adapter.requestDevice({ requiredLimits, requiredFeatures });
    return { device: opened, isGiven: false, adapter: described(adapter.info) };
  } catch (error) {
    throw new BackendError(`webgpu: the adapter gave no device: ${String(error)}`, {
      adapter: described(adapter.info),
    });
  }
}

function described(info: GPUAdapterInfo | undefined): AdapterDescription {
  const {
    vendor = '',
    architecture = '',
    description = '',
    isFallbackAdapter = false,
  } = info ?? {};
  const isSoftware =
    isFallbackAdapter ||
    /swiftshader|llvmpipe|basic render/i.test(`${architecture} ${description}`);
  return { vendor, architecture, description, isSoftware };
}
