export type { KernelTime } from './device/profiler.ts';
export type { WebGpuDescription } from './describe-webgpu.ts';
export type { AdapterDescription, DeviceOptions } from './device/open-device.ts';
export { webgpu, type WebGpuOptions } from './webgpu.ts';
export { WebGpuBackend } from './webgpu-backend.ts';
