import type { UnaryKind } from '@rondo/tensor';
import type { Engine } from './engine.ts';
import { soloContext } from './kernel-context.ts';
import { type CpuBuffer, LinearMemory } from './linear-memory.ts';
import { wasmKernels } from './wasm/kernels.ts';

/** Time for the optimiser to take each kernel on, in milliseconds: only then are operations paired. */
const patience = 8;
/** Rows and columns: odd, and larger than any tile. */
const size = 53;
const functions: readonly UnaryKind[] = ['exp', 'tanh', 'sigmoid', 'log'];

/**
 * Tries kernels on an engine whose revectorizer was just switched on: what the optimiser makes of them must agree to the bit with
 * what the baseline compiler, which pairs nothing, computes at the first call. Gives the fault found, if any.
 */
export function revectorizerFault(engine: Engine): string | undefined {
  const memory = new LinearMemory({ maximumBytes: 2 ** 24 });
  const { matmul, unary } = wasmKernels({ ...soloContext(memory), engine });
  const operand = (): {
    buffer: CpuBuffer;
    dtype: 'float32';
    shape: number[];
    strides: number[];
    offset: 0;
  } => {
    const buffer = memory.allocate(4 * size * size);
    return { buffer, dtype: 'float32', shape: [size, size], strides: [size, 1], offset: 0 };
  };
  const [a, b, c] = [operand(), operand(), operand()];
  for (let i = 0; i < size * size; i++) {
    memory.f32[a.buffer.pointer / 4 + i] = Math.sin(i + 1);
    memory.f32[b.buffer.pointer / 4 + i] = Math.cos(3 * i);
  }
  const kernels: readonly (readonly [string, () => unknown])[] = [
    ['matmul', () => matmul?.(a, b, c)],
    ...functions.map((kind) => [kind, () => unary?.(kind, a, c)] as const),
  ];
  const numbers = (): Int32Array =>
    memory.i32.slice(c.buffer.pointer / 4, c.buffer.pointer / 4 + size * size);
  for (const [name, run] of kernels) {
    run();
    const baseline = numbers();
    const until = performance.now() + patience;
    do run();
    while (performance.now() < until);
    const paired = numbers();
    if (paired.some((bits, i) => bits !== baseline[i])) return `${name} gives wrong numbers`;
  }
  return undefined;
}
