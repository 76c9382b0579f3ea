import type { FusedKernels } from '@rondo/tensor';
import type { GpuContext } from '../device/gpu-context.ts';

/** The fused kernels of this backend; the composed twins stand in for those that are missing. */
export function fusedKernels(_gpu: GpuContext): FusedKernels {
  return {};
}
