export { cpu, type CpuOptions } from './cpu.ts';
export { compiledModules } from './wasm/assembler/index.ts';
