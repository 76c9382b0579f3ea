// The declarations name Symbol.dispose, which the library of ES2022 lacks.
/// <reference lib="esnext.disposable" preserve="true" />
import { RondoError } from './errors.ts';
import type { Tensor } from './tensor.ts';

/** What a scope owns. The members are the tensors made in it that it still has to free. */
export class Scope {
  /** The scope that was open when this one was opened, or the next one out that still is. */
  parent: Scope | undefined;
  #members: Tensor[] = [];
  #forgetAt = 64;
  #open = true;

  constructor(parent: Scope | undefined) {
    this.parent = parent;
  }

  /** Makes this scope responsible for a tensor. */
  own(tensor: Tensor): void {
    tensor.owner = this;
    if (this.#members.length >= this.#forgetAt) this.#forgetOthers();
    this.#members.push(tensor);
  }

  /** A scope around a long loop must not remember every tensor that was freed or handed over in it. */
  #forgetOthers(): void {
    this.#members = this.#members.filter((tensor) => tensor.owner === this);
    this.#forgetAt = 2 * this.#members.length + 64;
  }

  /** Takes tensors out of the scope: the scope around it (or, outside of any, the caller) owns them from now on. */
  keep<T>(value: T): T {
    for (const tensor of tensorsIn(value)) {
      if (tensor.owner && isWithin(tensor.owner, this)) handOver(tensor, this.parent);
    }
    return value;
  }

  /** Ends the scope: frees every tensor it owns. Scopes opened in it that are still open stay so, with their tensors. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    leave(this);
    for (const tensor of this.#members) if (tensor.owner === this) tensor.dispose();
    this.#members = [];
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Whether a scope is another one or was opened in it. */
function isWithin(scope: Scope, outer: Scope): boolean {
  for (let at: Scope | undefined = scope; at; at = at.parent) if (at === outer) return true;
  return false;
}

let current: Scope | undefined;

export function currentScope(): Scope | undefined {
  return current;
}

/** Gives a tensor to another scope, or to nobody: then it lives until `dispose()`. */
function handOver(tensor: Tensor, to: Scope | undefined): void {
  if (to) to.own(tensor);
  else tensor.owner = undefined;
}

/** Takes a scope out of the chain of open ones; those opened in it now stand in the scope around it. */
function leave(scope: Scope): void {
  if (current === scope) {
    current = scope.parent;
    return;
  }
  for (let inner = current; inner; inner = inner.parent) {
    if (inner.parent === scope) inner.parent = scope.parent;
  }
}

/** Makes TypeScript refuse an async body: `await` inside a scope would let other code run in it. */
export type SynchronousOnly<T> =
  Extract<T, PromiseLike<unknown>> extends never
    ? []
    : [error: 'the body must not be async: await outside of it'];

/**
 * Runs `body`; every tensor made in it is freed at its end, except those it returns: alone, in arrays, maps and plain
 * objects, or held by an object that names them (`heldTensors`), as a `Module` does.
 *
 * Without a body it opens a scope until the end of the block: `using s = scope();`, with `s.keep(tensor)` for what shall stay.
 * Scopes may close in any order, as those of async functions that overlap in time do. A tensor belongs to the scope opened last of
 * those still open, whoever opened it, and a scope that closes frees its own tensors and no others. So across an `await`, `keep()`
 * what has to outlive scopes of other functions; and close every scope, since one left open goes on collecting tensors.
 * @throws RondoError when the body returns a promise.
 */
export function scope(): Scope;
export function scope<T>(body: () => T, ...guard: SynchronousOnly<T>): T;
export function scope<T>(body?: () => T, ..._guard: readonly unknown[]): Scope | T {
  const opened = new Scope(current);
  current = opened;
  if (!body) return opened;
  try {
    const result = body();
    refusePromise('scope', result);
    return opened.keep(result);
  } finally {
    opened.close();
  }
}

export function refusePromise(where: string, result: unknown): void {
  if (isPromise(result)) {
    // The error to see is this one, not what the rest of the body meets in a scope that has ended.
    result.then(undefined, () => undefined);
    throw new RondoError(
      `${where}: the body returned a promise; bodies are synchronous: return tensors and await their data outside`,
      { where },
    );
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}

/** Takes tensors out of every scope: they live until `dispose()`. */
export function keep<T>(value: T): T {
  for (const tensor of tensorsIn(value)) handOver(tensor, undefined);
  return value;
}

/** Frees the tensors in a value, as `tensorsIn` finds them. */
export function dispose(value: unknown): void {
  for (const tensor of tensorsIn(value)) tensor.dispose();
}

/** The method by which an object of a class names the tensors that live as long as it does. */
export const heldTensors: unique symbol = Symbol.for('rondo.heldTensors');

/** An object that scopes, `keep` and `dispose` treat as the tensors it holds. */
export interface TensorHolder {
  [heldTensors](): Iterable<Tensor>;
}

/** The tensors in a value, each once: itself, or those in arrays, maps, plain objects and what has `heldTensors`. */
export function tensorsIn(value: unknown): readonly Tensor[] {
  // Most scopes return a single tensor.
  if (typeof value === 'object' && value !== null && isTensor(value)) return [value];
  const found: Tensor[] = [];
  collect(value, found, new Set());
  return found;
}

function collect(value: unknown, found: Tensor[], seen: Set<object>): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (isTensor(value)) found.push(value);
  else for (const item of itemsOf(value)) collect(item, found, seen);
}

function itemsOf(value: object): Iterable<unknown> {
  if (Array.isArray(value)) return value;
  if (value instanceof Map) return value.values();
  if (holdsTensors(value)) return value[heldTensors]();
  return isPlain(value) ? Object.values(value) : [];
}

function holdsTensors(value: object): value is TensorHolder {
  return heldTensors in value && typeof value[heldTensors] === 'function';
}

function isTensor(value: object): value is Tensor {
  return 'storage' in value && 'owner' in value;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
