import { BackendError } from '@rondo/tensor';
import type { KernelContext } from '../kernel-context.ts';
import type { CpuBuffer, LinearMemory } from '../linear-memory.ts';
import type { WasmKernels } from '../wasm-kernels.ts';
import { blasMatmul } from './matmul.ts';
import { loadBlas } from './sgemm.ts';

/** Whether a native library multiplies matrices. */
export interface BlasOptions {
  /**
   * Multiplies matrices by a native library, in Node with the package koffi: 'auto' looks for OpenBLAS or Accelerate and does without
   * where there is none; a path or name demands that library. 'none' unless told otherwise.
   */
  readonly blas?: 'auto' | 'none' | (string & {});
}

export interface ChosenBlas {
  readonly kernels: WasmKernels;
  readonly library?: string;
  /** Why the library that was asked for is not used. */
  readonly note?: string;
}

/**
 * The kernels, with the matrix product of the library that the options mean.
 * @throws BackendError when a library that was named cannot be used.
 */
export function chooseBlas(
  { memory, team }: KernelContext,
  kernels: WasmKernels,
  { blas = 'none' }: BlasOptions,
): ChosenBlas {
  if (blas === 'none') return { kernels };
  const loaded = loadBlas(blas, team.threads);
  let fault: string;
  if ('fault' in loaded) fault = loaded.fault;
  else {
    const matmul = blasMatmul(memory, loaded, kernels);
    if (agrees(memory, matmul, kernels.matmul!)) {
      return { kernels: { ...kernels, matmul }, library: loaded.library };
    }
    fault = `${loaded.library} gives wrong numbers`;
  }
  if (blas !== 'auto') throw new BackendError(`cpu: blas: '${blas}' cannot be used: ${fault}`);
  return { kernels, note: `blas: ${fault}; matrices are multiplied by WebAssembly` };
}

type Matmul = NonNullable<WasmKernels['matmul']>;

/** Whether the library's product of two odd matrices is that of our own kernels. */
function agrees(memory: LinearMemory, matmul: Matmul, own: Matmul): boolean {
  const [rows, depth, columns] = [29, 37, 31];
  const blocks: CpuBuffer[] = [];
  const operand = (m: number, n: number) => {
    const buffer = memory.allocate(4 * m * n);
    blocks.push(buffer);
    const at = buffer.pointer / 4;
    for (let i = 0; i < m * n; i++) memory.f32[at + i] = ((i * 7919) % 23) - 11;
    return { buffer, dtype: 'float32', shape: [m, n], strides: [n, 1], offset: 0 } as const;
  };
  const [a, b] = [operand(rows, depth), operand(depth, columns)];
  const [theirs, ours] = [operand(rows, columns), operand(rows, columns)];
  matmul(a, b, theirs);
  own(a, b, ours);
  const numbers = ({ buffer }: typeof ours): Float32Array =>
    memory.f32.slice(buffer.pointer / 4, buffer.pointer / 4 + rows * columns);
  const expected = numbers(ours);
  // Products of small whole numbers are exact, in whatever order they are added.
  const same = numbers(theirs).every((value, i) => value === expected[i]);
  for (const block of blocks) memory.free(block);
  return same;
}
