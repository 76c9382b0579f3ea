import { onTestFinished } from 'vitest';

/** Has a value that outlives scopes, such as a module or an optimizer, disposed at the end of the test; returns it. */
export function own<T extends { dispose(): void }>(value: T): T {
  onTestFinished(() => value.dispose());
  return value;
}
