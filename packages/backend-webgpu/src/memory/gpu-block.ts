import type { DeviceBuffer } from '@rondo/tensor';

let blocks = 0;

/** A buffer of the device; the pool hands it out again and again. */
export class GpuBlock implements DeviceBuffer {
  /** Names it in keys of caches. */
  readonly id: number = ++blocks;
  readonly gpu: GPUBuffer;
  /** Size of the buffer; `bytes` of them were asked for. */
  readonly capacity: number;
  bytes = 0;
  isFree = true;
  /** Number of the last submission that uses it. */
  lastUse = 0;
  /** The bits of its one element, where they are known and not yet in the buffer: kernels take them as a parameter. */
  constant: number | undefined;

  constructor(gpu: GPUBuffer, capacity: number) {
    this.gpu = gpu;
    this.capacity = capacity;
  }
}
