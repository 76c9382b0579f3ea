import { Parameter } from '@rondo/autograd';
import { heldTensors, RondoError, Tensor, type TensorHolder } from '@rondo/tensor';
import { prepareMethods } from './module-calls.ts';
import { noteModuleName, noteModulePath, pathOfModule } from './module-path.ts';
import { loadState, type LoadReport, type LoadStateDictOptions } from './state-dict.ts';

/** Something found in a module. */
interface Member {
  /** Where it is in the code: `encoder.layers.0.weightIh`; '' for the module itself. */
  readonly path: string;
  /** The same in PyTorch's spelling. */
  readonly name: string;
  readonly value: Module | Tensor;
}

/**
 * A part of a model: a class whose fields are its parameters, its buffers and the modules it is made of.
 *
 * They are found by walking the public fields in declaration order, through arrays, maps and plain objects (`layers.0`). A `Parameter`
 * is trained, any other tensor is a buffer: saved and loaded, not trained. What shall not be found is a `#private` field.
 */
export abstract class Module implements TensorHolder {
  /** PyTorch's names of the fields where they differ; an empty one takes the field out of the path. */
  static readonly torchNames: Readonly<Record<string, string>> = {};

  /** Whether the module is being trained: dropout is at work, statistics are gathered. */
  training = true;

  constructor() {
    prepareMethods(new.target.prototype, Module.prototype);
  }

  /** PyTorch's name of a parameter, from its path below this module (whose later parts are spelled so already). */
  torchName(path: string): string {
    const { torchNames } = this.constructor as typeof Module;
    const [field, ...rest] = path.split('.') as [string, ...string[]];
    return [torchNames[field] ?? field, ...rest].filter((part) => part !== '').join('.');
  }

  /** Every parameter once, under the first of its names. */
  namedParameters(): [name: string, parameter: Parameter][] {
    const seen = new Set<Parameter>();
    return this.#members().flatMap(({ name, value }): [string, Parameter][] => {
      if (!(value instanceof Parameter) || seen.has(value)) return [];
      seen.add(value);
      return [[name, value]];
    });
  }

  parameters(): Parameter[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }

  /** Number of trained and frozen numbers; shared ones count once. */
  parameterCount(): number {
    return this.parameters().reduce((count, { size }) => count + size, 0);
  }

  /** This module and all modules in it, each once. */
  modules(): Module[] {
    return this.namedModules().map(([, module]) => module);
  }

  /** The same with their paths below this module, as errors name them: '' is the module itself. */
  namedModules(): [path: string, module: Module][] {
    const seen = new Set<Module>();
    return this.#members().flatMap(({ path, value }): [string, Module][] => {
      if (!(value instanceof Module) || seen.has(value)) return [];
      seen.add(value);
      return [[path, value]];
    });
  }

  /** Puts the module and all modules in it in training mode, or (false) in evaluation mode. */
  train(training = true): this {
    for (const module of this.modules()) module.training = training;
    return this;
  }

  /** Puts the module and all modules in it in evaluation mode: no dropout. */
  eval(): this {
    return this.train(false);
  }

  /** Says whether `backward` computes gradients for the parameters; false freezes them. */
  requiresGrad(requiresGrad = true): this {
    for (const parameter of this.parameters()) {
      parameter.requiresGrad = requiresGrad;
      if (!requiresGrad) parameter.clearGrad();
    }
    return this;
  }

  /**
   * Parameters and buffers by PyTorch's names: the tensors themselves, not copies. A shared one stands under each of its names.
   * @throws RondoError when two tensors have one name.
   */
  stateDict(): Record<string, Tensor> {
    const state = new Map<string, Tensor>();
    for (const { name, path, value } of this.#members()) {
      if (value instanceof Module) continue;
      const other = state.get(name);
      if (other && other !== value) {
        throw new RondoError(
          `${this.toString()}: the field ${path} has the name '${name}' of another tensor; rename it, or change torchNames`,
          { path, name },
        );
      }
      state.set(name, value);
    }
    return Object.fromEntries(state);
  }

  /** Where each name of the state dict is in the code: `layers.0.self_attn.in_proj_weight` → `layers.0.selfAttn.inProjWeight`. */
  statePaths(): Map<string, string> {
    return new Map(
      this.#members().flatMap(({ name, path, value }): [string, string][] =>
        value instanceof Module ? [] : [[name, path]],
      ),
    );
  }

  /**
   * Copies tensors into the parameters and buffers of the same names. Where anything does not fit, nothing is changed.
   *
   * @returns the names that were missing and those that were not wanted, both empty unless `strict` is false.
   * @throws StateDictError listing every missing, unexpected and mismatched name.
   */
  loadStateDict(
    state: Readonly<Record<string, Tensor>>,
    options?: LoadStateDictOptions,
  ): LoadReport {
    return loadState(this, { tensors: this.stateDict(), paths: this.statePaths() }, state, options);
  }

  /** Parameters and buffers: a module returned from a `scope` keeps them. */
  *[heldTensors](): Generator<Tensor> {
    for (const { value } of this.#members()) if (!(value instanceof Module)) yield value;
  }

  /** Frees parameters, gradients and buffers. */
  dispose(): void {
    for (const tensor of this[heldTensors]()) tensor.dispose();
  }

  /** `GRUCell (in encoder.rnn)`, as errors name it; the path is known once a module around it was walked, or an error left it. */
  toString(): string {
    const path = pathOfModule(this);
    const name = path ? `${this.constructor.name} (in ${path})` : this.constructor.name;
    noteModuleName(this, name);
    return name;
  }

  #members(): Member[] {
    const members = membersOf(this);
    for (const { path, value } of members) {
      if (value instanceof Module) noteModulePath(value, path);
    }
    return members;
  }
}

/** The module itself and everything below it, in declaration order. */
function membersOf(module: Module, above: readonly Module[] = []): Member[] {
  if (above.includes(module)) {
    throw new RondoError(
      `${module.toString()} contains itself; keep the reference back in a #private field`,
      { module: module.constructor.name },
    );
  }
  const members: Member[] = [{ path: '', name: '', value: module }];
  for (const [field, value] of Object.entries(module)) {
    for (const [at, part] of partsOf(field, value)) {
      const inner =
        part instanceof Module
          ? membersOf(part, [...above, module])
          : [{ path: '', name: '', value: part }];
      for (const { path, name, value: found } of inner) {
        members.push({
          path: join(at, path),
          name: module.torchName(join(at, name)),
          value: found,
        });
      }
    }
  }
  return members;
}

/** The modules and tensors that a field holds. */
function* partsOf(path: string, value: unknown): Generator<[path: string, part: Module | Tensor]> {
  if (value instanceof Module || value instanceof Tensor) yield [path, value];
  else {
    for (const [key, item] of itemsOf(value)) yield* partsOf(join(path, String(key)), item);
  }
}

function itemsOf(value: unknown): Iterable<[key: unknown, item: unknown]> {
  if (value instanceof Map) return value;
  return Array.isArray(value) || isPlainObject(value) ? Object.entries(value) : [];
}

function isPlainObject(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

function join(path: string, rest: string): string {
  return rest === '' ? path : `${path}.${rest}`;
}
