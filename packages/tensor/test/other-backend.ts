import { currentBackend, type Backend } from '../src/index.ts';

type Changes = { readonly [Part in keyof Backend]?: Backend[Part] | undefined };

/** The current backend under another identity, changed where the test says so. */
export function otherBackend(changes: Changes = {}): Backend {
  const backend = currentBackend();
  return new Proxy(backend, {
    get: (target, name) => {
      if (Object.hasOwn(changes, name)) return changes[name as keyof Backend];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
