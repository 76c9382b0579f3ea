import { afterEach } from 'vitest';

let owned: { dispose(): void }[] = [];

afterEach(() => {
  for (const value of owned) value.dispose();
  owned = [];
});

/** Has a value that outlives scopes, such as a module or an optimizer, disposed at the end of the test; returns it. */
export function own<T extends { dispose(): void }>(value: T): T {
  owned.push(value);
  return value;
}
