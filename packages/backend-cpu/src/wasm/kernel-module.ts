import { type Engine, engineKey } from '../engine.ts';
import type { KernelContext } from '../kernel-context.ts';
import type { TeamKernel } from '../threads/team.ts';
import { ModuleBuilder } from './assembler/index.ts';

/** Gives the functions of a module, which is compiled when it is first wanted. */
export interface KernelModule<Exports extends object> {
  (): Exports;
  /** One of them for all threads of the team; its first parameter is the number of the thread. */
  team(name: keyof Exports & string): TeamKernel;
}

/** Writes the functions of a module for an engine. */
export type Define = (module: ModuleBuilder, engine: Engine) => void;

/** Modules are compiled once, for each engine and kind of memory, however many backends use them. */
const builders = new WeakMap<Define, Map<string, ModuleBuilder>>();

function builderOf(define: Define, engine: Engine, shared: boolean): ModuleBuilder {
  let known = builders.get(define);
  if (!known) builders.set(define, (known = new Map()));
  const key = `${engineKey(engine)}${shared ? ' shared' : ''}`;
  let module = known.get(key);
  if (!module) {
    module = new ModuleBuilder({ shared, relaxed: engine.relaxedSimd });
    define(module, engine);
    known.set(key, module);
  }
  return module;
}

/** The functions that `define` writes, working on a memory; the caller states the signatures of what is exported. */
export function kernelModule<Exports extends object>(
  { memory: { memory }, engine, team }: KernelContext,
  define: Define,
): KernelModule<Exports> {
  let exports: Exports | undefined;
  let number: number | undefined;
  const kernels = new Map<string, TeamKernel>();
  const builder = (): ModuleBuilder =>
    builderOf(define, engine, !(memory.buffer instanceof ArrayBuffer));
  const instance = (): Exports => (exports ??= builder().instantiate(memory) as Exports);
  const kernelOf = (name: keyof Exports & string): TeamKernel => {
    number ??= team.register(builder().toBytes());
    return {
      call: instance()[name] as TeamKernel['call'],
      module: number,
      export: Object.keys(instance()).indexOf(name),
    };
  };
  return Object.assign(instance, {
    team(name: keyof Exports & string): TeamKernel {
      let kernel = kernels.get(name);
      if (!kernel) kernels.set(name, (kernel = kernelOf(name)));
      return kernel;
    },
  });
}

/** A module for each entry of a table, each compiled when it is first used. */
export function kernelModules<Name extends string, Exports extends object>(
  context: KernelContext,
  table: Readonly<Record<Name, Define>>,
): Readonly<Record<Name, KernelModule<Exports>>> {
  const entries = Object.entries<Define>(table);
  return Object.fromEntries(
    entries.map(([name, define]) => [name, kernelModule<Exports>(context, define)]),
  ) as Record<Name, KernelModule<Exports>>;
}
