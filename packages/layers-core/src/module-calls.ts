import { placeError, type Placed } from './module-path.ts';

/** Something that watches modules as their methods run. */
export interface CallWatcher {
  enter?(module: Placed, method: string): void;
  /** `result` is undefined where the method threw. */
  leave(module: Placed, method: string, result: unknown): void;
}

let watchers: readonly CallWatcher[] = [];

/** Runs `body`, of whose calls of modules the watcher is told. */
export function watchCalls<T>(watcher: CallWatcher, body: () => T): T {
  const before = watchers;
  watchers = [...before, watcher];
  try {
    return body();
  } finally {
    watchers = before;
  }
}

type Method = (this: Placed, ...inputs: unknown[]) => unknown;

const prepared = new WeakSet<object>();

/**
 * Makes every call of the methods that classes below `base` declare pass one seam: watchers are told, and an error on its way out
 * gets the place of the module. Done once for each class, when its first object is made.
 */
export function prepareMethods(prototype: object, base: object): void {
  for (
    let at: object | null = prototype;
    at && at !== base && !prepared.has(at);
    at = Object.getPrototypeOf(at) as object | null
  ) {
    prepared.add(at);
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      // What `base` has is about modules in general, and none of their computations.
      if (typeof property.value !== 'function' || !property.configurable || name in base) continue;
      const value = throughSeam(name, property.value as Method);
      Object.defineProperty(at, name, { ...property, value });
    }
  }
}

function throughSeam(name: string, method: Method): Method {
  function seam(this: Placed, ...inputs: unknown[]): unknown {
    const told = watchers;
    for (const watcher of told) watcher.enter?.(this, name);
    let result: unknown;
    try {
      result = method.apply(this, inputs);
      return result instanceof Promise ? placedLater(result, this) : result;
    } catch (error) {
      placeError(error, this);
      throw error;
    } finally {
      for (const watcher of told) watcher.leave(this, name, result);
    }
  }
  return Object.defineProperties(seam, {
    name: { value: name, configurable: true },
    length: { value: method.length, configurable: true },
  });
}

async function placedLater(result: Promise<unknown>, module: Placed): Promise<unknown> {
  try {
    return await result;
  } catch (error) {
    placeError(error, module);
    throw error;
  }
}
