import type { Backend } from './backend.ts';
import { BackendError } from './errors.ts';

let current: Backend | undefined;

/**
 * Chooses where new tensors live. `useBackend(cpu())` at once, `await useBackend(webgpu())` when the device is ready.
 * Importing a package never touches a device; this call does.
 */
export function useBackend(backend: Backend): void;
export function useBackend(backend: Promise<Backend>): Promise<void>;
export function useBackend(backend: Backend | Promise<Backend>): void | Promise<void> {
  if (backend instanceof Promise) return backend.then((ready) => useBackend(ready));
  current = backend;
}

/** Whether a backend was chosen. */
export function hasBackend(): boolean {
  return current !== undefined;
}

/** @throws BackendError when none was chosen. */
export function currentBackend(): Backend {
  if (!current) {
    throw new BackendError(
      "no backend chosen: call useBackend(cpu()) first, with cpu from '@rondo/backend-cpu'",
    );
  }
  return current;
}
