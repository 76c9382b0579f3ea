import { BackendError } from './errors.ts';
import type { TensorSpec } from './op.ts';
import type { Storage } from './storage.ts';

/** Storages below this many bytes are not counted: many small ones are made in every step, and none of them fills a memory. */
const large = 2 ** 16;
/** How many an error lists. */
const listed = 5;

const live = new Map<Storage, TensorSpec>();

export function noteStorage(storage: Storage, spec: TensorSpec): void {
  if (storage.bytes >= large) live.set(storage, spec);
}

export function forgetStorage(storage: Storage): void {
  if (storage.bytes >= large) live.delete(storage);
}

interface LargeTensor extends TensorSpec {
  readonly bytes: number;
}

/** The largest live storages of a backend, as the tensors for which they were made. */
function largest(backend: Storage['backend']): LargeTensor[] {
  return [...live]
    .filter(([storage]) => storage.backend === backend)
    .toSorted(([a], [b]) => b.bytes - a.bytes)
    .slice(0, listed)
    .map(([{ bytes }, { dtype, shape }]) => ({ dtype, shape, bytes }));
}

/** The error of a backend that has no memory left, with the tensors that take most of it; any other error as it is. */
export function withLargestTensors<E>(
  error: E,
  backend: Storage['backend'],
  wanted: TensorSpec,
): E | BackendError {
  if (!(error instanceof BackendError) || !('bytesInUse' in error.facts)) return error;
  if ('largest' in error.facts) return error;
  const tensors = largest(backend);
  const list = tensors.map((tensor) => `${describe(tensor)}, ${megabytes(tensor.bytes)}`);
  return new BackendError(
    `${error.message}; wanted: ${describe(wanted)}; largest live tensors: ${list.join('; ') || 'none of 64 KiB or more'}`,
    { ...error.facts, wanted: { dtype: wanted.dtype, shape: wanted.shape }, largest: tensors },
  );
}

function describe({ dtype, shape }: TensorSpec): string {
  return `${dtype} [${shape.join(', ')}]`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
