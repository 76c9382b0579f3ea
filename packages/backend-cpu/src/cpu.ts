import type { Backend } from '@rondo/tensor';
import { CpuBackend } from './cpu-backend.ts';
import { LinearMemory } from './linear-memory.ts';
import { noWasmKernels } from './wasm-kernels.ts';

export interface CpuOptions {
  /** 'reference' uses the plain TypeScript kernels only: slow, and easy to follow in a debugger. */
  readonly kernels?: 'wasm' | 'reference';
  readonly threads?: 1;
}

/** A backend that computes on the CPU: `useBackend(cpu())`. */
export function cpu(_options: CpuOptions = {}): Backend {
  return new CpuBackend(new LinearMemory(), noWasmKernels);
}
