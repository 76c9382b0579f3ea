import type { GpuContext } from './device/gpu-context.ts';
import type { AdapterDescription, OpenDevice } from './device/open-device.ts';

export interface WebGpuDescription {
  readonly adapter: AdapterDescription;
  /** Optional abilities that the device has. */
  readonly features: readonly string[];
  readonly memory: {
    readonly bytesInUse: number;
    readonly peakBytes: number;
    readonly capacity: number;
  };
  /** Kernels that were launched and compiled, submissions, and sets of buffers that are remembered. */
  readonly counts: {
    readonly launches: number;
    readonly submissions: number;
    readonly pipelines: number;
    readonly bindGroups: number;
  };
}

export function describeWebGpu(
  { memory, counts, device }: GpuContext,
  { adapter }: OpenDevice,
): WebGpuDescription {
  const { bytesInUse, peakBytes, capacity } = memory;
  return {
    adapter,
    features: [...device.features],
    memory: { bytesInUse, peakBytes, capacity },
    counts,
  };
}
