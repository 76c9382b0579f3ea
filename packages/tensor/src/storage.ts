import type { Backend, DeviceBuffer } from './backend.ts';
import { bytesPerElement } from './dtype.ts';
import { forgetStorage, noteStorage, withLargestTensors } from './large-storages.ts';
import type { TensorSpec } from './op.ts';
import { elementCount } from './shape.ts';

const live = { tensors: 0, bytes: 0 };

/** How many tensors are alive and how many bytes their storages take. */
export function memory(): { tensors: number; bytes: number } {
  return { ...live };
}

/** Counts a tensor that came (1) or went (-1). */
export function countTensor(change: 1 | -1): void {
  live.tensors += change;
}

let writes = 0;

/** How many writes in place there were so far, on all storages: a storage whose version is higher was written since. */
export function writesInPlace(): number {
  return writes;
}

/** A buffer on a device, shared by all views on it and freed with the last of them. */
export class Storage {
  readonly backend: Backend;
  readonly buffer: DeviceBuffer;
  readonly elements: number;
  readonly bytes: number;
  #references = 0;
  #version = 0;

  /** @throws BackendError when the backend has no memory left, naming the largest live tensors. */
  constructor(backend: Backend, spec: TensorSpec) {
    this.backend = backend;
    this.elements = elementCount(spec.shape);
    this.bytes = this.elements * bytesPerElement;
    try {
      this.buffer = backend.allocate(this.bytes);
    } catch (error) {
      throw withLargestTensors(error, backend, spec);
    }
    live.bytes += this.bytes;
    noteStorage(this, spec);
  }

  /** Whether more than one tensor looks at it. */
  get isShared(): boolean {
    return this.#references > 1;
  }

  /** Number of the last write in place, counted over all storages; 0 before the first. */
  get version(): number {
    return this.#version;
  }

  /** Says that the elements were changed in place. */
  raiseVersion(): void {
    this.#version = ++writes;
  }

  retain(): this {
    this.#references++;
    return this;
  }

  release(): void {
    if (--this.#references > 0) return;
    live.bytes -= this.bytes;
    forgetStorage(this);
    this.backend.free(this.buffer);
  }
}
