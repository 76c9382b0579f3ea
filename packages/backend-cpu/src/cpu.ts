import type { Backend } from '@rondo/tensor';
import { CpuBackend } from './cpu-backend.ts';
import { soloContext } from './kernel-context.ts';
import { LinearMemory } from './linear-memory.ts';
import { wasmKernels } from './wasm/kernels.ts';
import { noWasmKernels } from './wasm-kernels.ts';

export interface CpuOptions {
  /** 'reference' uses the plain TypeScript kernels only: slow, and easy to follow in a debugger. */
  readonly kernels?: 'wasm' | 'reference';
}

/** A backend that computes on the CPU: `useBackend(cpu())`. */
export function cpu({ kernels = 'wasm' }: CpuOptions = {}): Backend {
  const memory = new LinearMemory();
  return new CpuBackend(
    memory,
    kernels === 'reference' ? noWasmKernels : wasmKernels(soloContext(memory)),
  );
}
