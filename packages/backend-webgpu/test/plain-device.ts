import { findGpu } from '../src/device/find-gpu.ts';

/** A device without features and with the limits that every adapter has: what kernels must do with. The caller destroys it. */
export async function plainDevice(): Promise<GPUDevice> {
  const adapter = await (await findGpu()).requestAdapter();
  return adapter!.requestDevice();
}
