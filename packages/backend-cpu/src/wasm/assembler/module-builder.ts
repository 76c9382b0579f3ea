import { ByteWriter } from './byte-writer.ts';
import type { Operand } from './expression.ts';
import { FunctionBuilder } from './function-builder.ts';
import type {
  FunctionHandle,
  ParameterLocals,
  Parameters,
  Result,
  Returned,
} from './function-handle.ts';
import { encodeModule, type FunctionType } from './sections.ts';
import type { OperandKind } from './types.ts';

export interface ModuleBuilderOptions {
  /** Whether the imported memory is shared between threads. */
  shared: boolean;
  /** Whether the engine knows relaxed SIMD; `madd` then fuses. Default false. */
  relaxed?: boolean;
}

export interface FunctionOptions<P extends Parameters, R extends Result> {
  /** Names and types of the parameters, in the order in which JavaScript passes them. */
  parameters: P;
  /** The type of the result; none by default. */
  result?: R;
  /** Whether JavaScript may call the function. Default true. */
  exported?: boolean;
}

let modulesCompiled = 0;

/** How many modules this thread has compiled so far. */
export function compiledModules(): number {
  return modulesCompiled;
}

/** A WebAssembly module under construction: functions over one imported 32-bit memory, `env.memory`. */
export class ModuleBuilder {
  readonly shared: boolean;
  readonly relaxed: boolean;
  readonly #typeIndices = new Map<string, number>();
  readonly #types: FunctionType[] = [];
  readonly #functions: number[] = [];
  readonly #exports = new Map<string, number>();
  readonly #bodies = new ByteWriter(4096);
  #compiled: WebAssembly.Module | undefined;

  constructor({ shared, relaxed = false }: ModuleBuilderOptions) {
    this.shared = shared;
    this.relaxed = relaxed;
  }

  /**
   * Defines a function. The body writes its statements to `f` and returns the result, if the function has one.
   *
   * @throws If the module is compiled already, the name is exported already, or an exported signature has a v128.
   */
  function<const P extends Parameters, const R extends Result = undefined>(
    name: string,
    { parameters, result, exported = true }: FunctionOptions<P, R>,
    body: (f: FunctionBuilder<R>, parameters: ParameterLocals<P>) => Returned<NoInfer<R>>,
  ): FunctionHandle<P, R> {
    this.#checkDefinition(name, parameters, result, exported);
    const types = Object.values(parameters);
    const f = new FunctionBuilder<R>(this, name, types.length, result as R, {
      relaxed: this.relaxed,
    });
    const value = body(f, f.parameterLocals(parameters)) as Operand<OperandKind> | undefined;
    f.finish(value, this.#bodies);

    const index = this.#functions.length;
    this.#functions.push(this.#typeIndex({ parameters: types, result }));
    if (exported) this.#exports.set(name, index);
    return { name, index, module: this, parameters, result: result as R };
  }

  /** The module in the binary format. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return encodeModule({
      shared: this.shared,
      types: this.#types,
      functions: this.#functions,
      exports: this.#exports,
      bodies: this.#bodies,
    });
  }

  /** The module compiled, once; it can be posted to workers. */
  compile(): WebAssembly.Module {
    if (this.#compiled === undefined) {
      this.#compiled = new WebAssembly.Module(this.toBytes());
      modulesCompiled++;
    }
    return this.#compiled;
  }

  /**
   * The exported functions, working on the given memory; the caller states their signatures:
   * `instantiate(memory) as { dot: (a: number, b: number, n: number) => number }`.
   *
   * @throws If the memory is shared and the module is not built for it, or the reverse.
   */
  instantiate(memory: WebAssembly.Memory): object {
    const shared = !(memory.buffer instanceof ArrayBuffer);
    if (shared !== this.shared) {
      throw new Error(
        `a module fits one kind of memory: built with shared = ${this.shared}, received a memory with ` +
          `shared = ${shared}; pass { shared: ${shared} } to ModuleBuilder`,
      );
    }
    return new WebAssembly.Instance(this.compile(), { env: { memory } }).exports;
  }

  #typeIndex(type: FunctionType): number {
    const key = `${type.parameters.join()}:${type.result}`;
    const known = this.#typeIndices.get(key);
    if (known !== undefined) return known;
    this.#typeIndices.set(key, this.#types.length);
    return this.#types.push(type) - 1;
  }

  #checkDefinition(name: string, parameters: Parameters, result: Result, exported: boolean): void {
    if (this.#compiled !== undefined) {
      throw new Error(
        `a compiled module is complete: ${name} was defined after it; use a new ModuleBuilder`,
      );
    }
    const numeric = Object.keys(parameters).find((key) => /^\d+$/.test(key));
    if (numeric !== undefined) {
      throw new Error(
        `${name}: parameter ${numeric} loses its place, objects order numbers first; use a word`,
      );
    }
    if (!exported) return;
    if (this.#exports.has(name)) throw new Error(`${name}: the module exports this name already`);
    if (Object.values(parameters).includes('v128') || result === 'v128') {
      throw new Error(
        `${name}: JavaScript cannot pass a v128; pass an address, or define the function with { exported: false }`,
      );
    }
  }
}
