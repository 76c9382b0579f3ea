import type { DeviceBuffer } from '@rondo/tensor';

let blocks = 0;

/** The numbers of a block in float16, each at its place. */
export interface HalfCopy {
  readonly block: GpuBlock;
  /** In which period of the context it was made of what the block holds; 0 when that was written since. */
  madeIn: number;
}

/** A buffer of the device; the pool hands it out again and again. */
export class GpuBlock implements DeviceBuffer {
  /** Names it in keys of caches. */
  readonly id: number = ++blocks;
  readonly gpu: GPUBuffer;
  /** Size of the buffer; `bytes` of them were asked for. */
  readonly capacity: number;
  bytes = 0;
  isFree = true;
  /** Whether the device had no memory for it, which it tells later: what uses it is not run. */
  isBroken = false;
  /** Number of the last submission that uses it. */
  lastUse = 0;
  /** The bits of its one element, where they are known and not yet in the buffer: kernels take them as a parameter. */
  constant: number | undefined;
  /** What products read instead, where they read float16. */
  half: HalfCopy | undefined;

  constructor(gpu: GPUBuffer, capacity: number) {
    this.gpu = gpu;
    this.capacity = capacity;
  }
}
