import { currentBackend, type Backend } from '@rondo/tensor';

/** The current backend under another identity. */
export function otherBackend(): Backend {
  return new Proxy(currentBackend(), {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
