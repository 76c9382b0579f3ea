import type { LinearMemory } from '../linear-memory.ts';
import { f32x4, ModuleBuilder } from './assembler/index.ts';

/** Gives the functions of a module, which is compiled at the first call. */
export interface KernelModule<Exports extends object> {
  (): Exports;
}

let relaxed: boolean | undefined;

/** Whether the engine knows relaxed SIMD, whose multiply-add rounds once. */
export function hasRelaxedSimd(): boolean {
  return (relaxed ??= WebAssembly.validate(relaxedProbe()));
}

function relaxedProbe(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder({ shared: false, relaxed: true });
  module.function('probe', { parameters: {}, result: 'f32' }, () =>
    f32x4.extract_lane(f32x4.relaxed_madd(1, 1, 1), 0),
  );
  return module.toBytes();
}

/** The functions that `define` writes, working on a memory; the caller states the signatures of what is exported. */
export function kernelModule<Exports extends object>(
  { memory }: LinearMemory,
  define: (module: ModuleBuilder) => void,
): KernelModule<Exports> {
  let exports: Exports | undefined;
  const compile = (): Exports => {
    const shared = !(memory.buffer instanceof ArrayBuffer);
    const module = new ModuleBuilder({ shared, relaxed: hasRelaxedSimd() });
    define(module);
    return module.instantiate(memory) as Exports;
  };
  return () => (exports ??= compile());
}
