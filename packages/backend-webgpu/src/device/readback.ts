import { blockSize } from '../memory/block-size.ts';
import { isNode } from './find-gpu.ts';
import { Patience } from './patience.ts';
import { bufferUsage, mapForReading } from './usage.ts';

/** Buffers through which numbers come back, kept for the next time. */
export class Readback {
  readonly #device: GPUDevice;
  readonly #free = new Map<number, GPUBuffer[]>();
  readonly #patience = isNode() ? new Patience() : undefined;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  take(bytes: number): GPUBuffer {
    const size = blockSize(bytes);
    const usage = bufferUsage.mapRead | bufferUsage.copyTarget;
    return this.#free.get(size)?.pop() ?? this.#device.createBuffer({ size, usage });
  }

  /** A copy of what a buffer of `take` got; the buffer is free again. */
  async read(buffer: GPUBuffer, bytes: number): Promise<ArrayBuffer> {
    const map = (): Promise<unknown> => buffer.mapAsync(mapForReading, 0, bytes);
    await (this.#patience?.wait(map) ?? map());
    const copy = buffer.getMappedRange(0, bytes).slice(0);
    buffer.unmap();
    const free = this.#free.get(buffer.size);
    if (free) free.push(buffer);
    else this.#free.set(buffer.size, [buffer]);
    return copy;
  }
}
