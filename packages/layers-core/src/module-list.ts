import { itemAt } from './item-at.ts';
import { Module } from './module.ts';

/** Modules in a row, named `0`, `1`, … in state dicts, as in PyTorch. It computes nothing: iterate over it. */
export class ModuleList<T extends Module = Module> extends Module implements Iterable<T> {
  static override readonly torchNames = { items: '' };

  readonly items: T[];

  constructor(modules: Iterable<T> = []) {
    super();
    this.items = [...modules];
  }

  get length(): number {
    return this.items.length;
  }

  /**
   * The module at an index, which counts from the end when negative.
   * @throws RangeFault when there is none.
   */
  at(index: number): T {
    return itemAt(this, this.items, index);
  }

  /** Adds a module at the end. */
  append(module: T): this {
    return this.extend([module]);
  }

  /** Adds modules at the end. */
  extend(modules: Iterable<T>): this {
    this.items.push(...modules);
    return this;
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.items[Symbol.iterator]();
  }
}
