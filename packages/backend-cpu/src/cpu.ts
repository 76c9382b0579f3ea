import { RangeFault } from '@rondo/tensor';
import { type BlasOptions, chooseBlas } from './blas/choose-blas.ts';
import { CpuBackend } from './cpu-backend.ts';
import { chooseEngine, type EngineOptions } from './choose-engine.ts';
import type { KernelContext } from './kernel-context.ts';
import { LinearMemory } from './linear-memory.ts';
import { chooseTeam, threadNotes, threadsOf, type TeamOptions } from './threads/choose-team.ts';
import { wasmKernels } from './wasm/kernels.ts';
import { noWasmKernels } from './wasm-kernels.ts';

/** What `cpu` takes. */
export interface CpuOptions extends EngineOptions, TeamOptions, BlasOptions {
  /** 'reference' uses the plain TypeScript kernels only: slow, and easy to follow in a debugger. */
  readonly kernels?: 'wasm' | 'reference';
  /** The most bytes that tensors may take together; 4 GiB, what WebAssembly addresses, unless told otherwise. */
  readonly maximumBytes?: number;
}

/**
 * A backend that computes on the CPU: `useBackend(cpu({ threads: 2 }))`.
 * @throws RangeFault for a number of threads that is not a whole number from 1 to 64, or a memory below 1 MiB or above 4 GiB.
 */
export function cpu(options: CpuOptions = {}): CpuBackend {
  const { kernels = 'wasm', maximumBytes = 2 ** 32 } = options;
  checkOptions(options);
  if (!(maximumBytes >= 2 ** 20 && maximumBytes <= 2 ** 32)) {
    throw new RangeFault(
      `cpu: expected maximumBytes from 2^20 (1 MiB) to 2^32 (4 GiB), received ${maximumBytes}`,
      { maximumBytes },
    );
  }
  const threads = kernels === 'reference' ? 1 : threadsOf(options);
  const memory = new LinearMemory({ shared: threads > 1, maximumBytes });
  if (kernels === 'reference') return new CpuBackend({ memory, kernels: noWasmKernels });
  const { engine, notes } = chooseEngine(options);
  const context: KernelContext = { memory, engine, team: chooseTeam(memory, threads, options) };
  const { kernels: chosen, library, note } = chooseBlas(context, wasmKernels(context), options);
  return new CpuBackend({
    memory,
    kernels: chosen,
    context,
    blas: library,
    notes: [...threadNotes(options), ...notes, ...(note === undefined ? [] : [note])],
  });
}

/** @throws RangeFault naming an option that does not exist, or a value that it does not take. */
function checkOptions(options: CpuOptions): void {
  const allowed: Readonly<Record<keyof CpuOptions, (value: unknown) => boolean>> = {
    kernels: (value) => value === 'wasm' || value === 'reference',
    threads: () => true,
    worker: (value) => typeof value === 'function',
    relaxedSimd: (value) => typeof value === 'boolean',
    revectorize: (value) => typeof value === 'boolean',
    blas: (value) => typeof value === 'string',
    maximumBytes: (value) => typeof value === 'number',
  };
  for (const [name, value] of Object.entries(options)) {
    if (!(name in allowed)) {
      throw new RangeFault(
        `cpu: unknown option '${name}'; known: ${Object.keys(allowed).join(', ')}`,
        { option: name },
      );
    }
    if (value !== undefined && !allowed[name as keyof CpuOptions](value)) {
      throw new RangeFault(`cpu: ${name} does not take ${JSON.stringify(value)}`, {
        option: name,
        value,
      });
    }
  }
}
