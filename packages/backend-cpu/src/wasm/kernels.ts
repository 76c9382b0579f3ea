import type { LinearMemory } from '../linear-memory.ts';
import type { WasmKernels } from '../wasm-kernels.ts';
import { createAdam } from './adam/index.ts';
import { createCopy } from './copy/index.ts';
import { createElementwise } from './elementwise/index.ts';
import { createGather } from './gather/index.ts';
import { createMatmul } from './matmul/index.ts';
import { createRandom } from './random/index.ts';

/** All WebAssembly kernels on a memory; each family is compiled when it is first used. */
export function wasmKernels(memory: LinearMemory): WasmKernels {
  const { random, dropout } = createRandom(memory);
  return {
    ...createElementwise(memory),
    matmul: lazily(() => createMatmul(memory)),
    ...createCopy(memory),
    ...createGather(memory),
    adam: createAdam(memory),
    random,
    fused: { dropout },
  };
}

/** A kernel that is made at its first call. */
function lazily<Operands extends readonly unknown[]>(
  make: () => (...operands: Operands) => boolean,
): (...operands: Operands) => boolean {
  let made: ((...operands: Operands) => boolean) | undefined;
  return (...operands) => (made ??= make())(...operands);
}
