// What tests meet as @rondo/backend-cpu where they run on a graphics device: the backend that they take without options is there,
// one for all files. What they ask for with options, such as reference kernels, stays on the CPU.
import {
  cpu as realCpu,
  type CpuBackend,
  type CpuOptions,
} from '../../packages/backend-cpu/src/index.ts';
import {
  webgpu,
  type WebGpuBackend,
  type WebGpuDescription,
} from '../../packages/backend-webgpu/src/index.ts';
import { useBackend } from '../../packages/tensor/src/index.ts';
import type { BackendOfRun } from '../engines/run-tests.ts';

export * from '../../packages/backend-cpu/src/index.ts';

export const shared: WebGpuBackend = await webgpu();

export function cpu(options?: CpuOptions): CpuBackend | WebGpuBackend {
  return options ? realCpu(options) : shared;
}

/** Makes the shared backend the current one. */
export function chooseBackend(): void {
  useBackend(shared);
}

/** The device of a run outside of vitest. */
export const deviceRun: BackendOfRun<WebGpuDescription> = {
  choose: chooseBackend,
  inForce: async () => shared.describe(),
};
