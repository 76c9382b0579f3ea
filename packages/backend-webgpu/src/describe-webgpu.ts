import type { GpuContext } from './device/gpu-context.ts';
import type { MatmulKind } from './kernels/matmul/matmul.ts';
import type { AdapterDescription, OpenDevice } from './device/open-device.ts';

const limitNames = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
] as const;
type LimitName = (typeof limitNames)[number];

export interface WebGpuDescription {
  readonly adapter: AdapterDescription;
  /** Optional abilities that the device has. */
  readonly features: readonly string[];
  /** What bounds tensors (bytes) and kernels. */
  readonly limits: Readonly<Record<LimitName, number>>;
  /** Whether matrices are multiplied in float16. */
  readonly mixedPrecision: boolean;
  /** Whether large products read float16. */
  readonly halfStorage: boolean;
  /** How matrices are multiplied. */
  readonly matmul: MatmulKind;
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
  { memory, counts, device, matmulKind, isMixedPrecision, keepsHalf }: GpuContext,
  { adapter }: OpenDevice,
): WebGpuDescription {
  const { bytesInUse, peakBytes, capacity } = memory;
  return {
    adapter,
    features: [...device.features],
    limits: Object.fromEntries(limitNames.map((name) => [name, device.limits[name]])) as Record<
      LimitName,
      number
    >,
    mixedPrecision: isMixedPrecision,
    halfStorage: keepsHalf,
    matmul: matmulKind,
    memory: { bytesInUse, peakBytes, capacity },
    counts,
  };
}
