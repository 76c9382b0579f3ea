import type { LinearMemory } from '../linear-memory.ts';
import { f32x4, ModuleBuilder } from './assembler/index.ts';

/** Gives the functions of a module, which is compiled when it is first wanted. */
export interface KernelModule<Exports extends object> {
  (): Exports;
}

let relaxed: boolean | undefined;

/** Whether the engine knows relaxed SIMD, whose multiply-add rounds once. */
function hasRelaxedSimd(): boolean {
  return (relaxed ??= WebAssembly.validate(relaxedProbe()));
}

function relaxedProbe(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder({ shared: false, relaxed: true });
  module.function('probe', { parameters: {}, result: 'f32' }, () =>
    f32x4.extract_lane(f32x4.relaxed_madd(1, 1, 1), 0),
  );
  return module.toBytes();
}

/** Writes the functions of a module. */
export type Define = (module: ModuleBuilder) => void;

/** Modules are compiled once, for memories of either kind, however many backends use them. */
const builders = {
  shared: new WeakMap<Define, ModuleBuilder>(),
  unshared: new WeakMap<Define, ModuleBuilder>(),
};

function builderOf(define: Define, shared: boolean): ModuleBuilder {
  const known = shared ? builders.shared : builders.unshared;
  let module = known.get(define);
  if (!module) {
    module = new ModuleBuilder({ shared, relaxed: hasRelaxedSimd() });
    define(module);
    known.set(define, module);
  }
  return module;
}

/** The functions that `define` writes, working on a memory; the caller states the signatures of what is exported. */
export function kernelModule<Exports extends object>(
  { memory }: LinearMemory,
  define: Define,
): KernelModule<Exports> {
  let exports: Exports | undefined;
  const instantiate = (): Exports => {
    const shared = !(memory.buffer instanceof ArrayBuffer);
    return builderOf(define, shared).instantiate(memory) as Exports;
  };
  return () => (exports ??= instantiate());
}

/** A module for each entry of a table, each compiled when it is first used. */
export function kernelModules<Name extends string, Exports extends object>(
  memory: LinearMemory,
  table: Readonly<Record<Name, Define>>,
): Readonly<Record<Name, KernelModule<Exports>>> {
  const entries = Object.entries<Define>(table);
  return Object.fromEntries(
    entries.map(([name, define]) => [name, kernelModule<Exports>(memory, define)]),
  ) as Record<Name, KernelModule<Exports>>;
}
