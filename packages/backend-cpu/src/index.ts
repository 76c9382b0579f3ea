export { cpu, type CpuOptions } from './cpu.ts';
export type { CpuBackend } from './cpu-backend.ts';
export type { CpuDescription } from './describe-cpu.ts';
export { compiledModules } from './wasm/assembler/index.ts';
