import { RangeFault, RondoError } from '@rondo/tensor';
import { Module } from './module.ts';

/** Modules by name, in the order in which they were added; the names are those in state dicts. It computes nothing. */
export class ModuleDict<T extends Module = Module>
  extends Module
  implements Iterable<[name: string, module: T]>
{
  static override readonly torchNames = { items: '' };

  readonly items: Map<string, T> = new Map();

  /** @throws RondoError for a name that is empty or has a dot. */
  constructor(modules: Readonly<Record<string, T>> | Iterable<readonly [string, T]> = {}) {
    super();
    const entries = Symbol.iterator in modules ? modules : Object.entries(modules);
    for (const [name, module] of entries) this.set(name, module);
  }

  get size(): number {
    return this.items.size;
  }

  has(name: string): boolean {
    return this.items.has(name);
  }

  /** @throws RangeFault when there is no module of that name. */
  get(name: string): T {
    const module = this.items.get(name);
    if (module) return module;
    const names = [...this.keys()].join(', ');
    throw new RangeFault(`${this.toString()}: no module '${name}' among ${names || 'none'}`, {
      name,
      names,
    });
  }

  /**
   * Adds a module, or puts it in the place of the one with that name.
   * @throws RondoError for a name that is empty or has a dot.
   */
  set(name: string, module: T): this {
    if (name === '' || name.includes('.')) {
      throw new RondoError(
        `${this.toString()}: a name in a state dict must not be empty or have a dot, received '${name}'`,
        { name },
      );
    }
    this.items.set(name, module);
    return this;
  }

  /** Takes a module out; says whether there was one. Its tensors stay. */
  delete(name: string): boolean {
    return this.items.delete(name);
  }

  keys(): IterableIterator<string> {
    return this.items.keys();
  }

  values(): IterableIterator<T> {
    return this.items.values();
  }

  [Symbol.iterator](): IterableIterator<[name: string, module: T]> {
    return this.items[Symbol.iterator]();
  }
}
