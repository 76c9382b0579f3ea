import type { Backend, DeviceBuffer } from './backend.ts';
import { bytesPerElement } from './dtype.ts';

const live = { tensors: 0, bytes: 0 };

/** How many tensors are alive and how many bytes their storages take. */
export function memory(): { tensors: number; bytes: number } {
  return { ...live };
}

/** Counts a tensor that came (1) or went (-1). */
export function countTensor(change: 1 | -1): void {
  live.tensors += change;
}

/** A buffer on a device, shared by all views on it and freed with the last of them. */
export class Storage {
  readonly backend: Backend;
  readonly buffer: DeviceBuffer;
  readonly bytes: number;
  #references = 0;

  constructor(backend: Backend, elements: number) {
    this.backend = backend;
    this.bytes = elements * bytesPerElement;
    this.buffer = backend.allocate(this.bytes);
    live.bytes += this.bytes;
  }

  /** Whether more than one tensor looks at it. */
  get isShared(): boolean {
    return this.#references > 1;
  }

  retain(): this {
    this.#references++;
    return this;
  }

  release(): void {
    if (--this.#references > 0) return;
    live.bytes -= this.bytes;
    this.backend.free(this.buffer);
  }
}
