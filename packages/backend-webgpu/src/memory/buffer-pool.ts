import { BackendError, InternalError } from '@rondo/tensor';
import { bufferUsage } from '../device/usage.ts';
import { blockSize } from './block-size.ts';
import { FreeBlocks } from './free-blocks.ts';
import { GpuBlock } from './gpu-block.ts';

/** From this many bytes on a buffer may be one too many. */
const large = 2 ** 16;

export interface BufferPoolParts {
  readonly device: GPUDevice;
  /** The most bytes of all blocks together. */
  readonly maximumBytes: number;
  /** Called before blocks are destroyed, and before large ones are made: what is recorded goes to the device. */
  readonly submit: () => void;
  /** Called when the device says that it had no memory for a block. */
  readonly outOfMemory: (block: GpuBlock, message: string) => void;
  /** Called with each block that is no more. */
  readonly forget: (block: GpuBlock) => void;
}

const usage = bufferUsage.storage | bufferUsage.copySource | bufferUsage.copyTarget;

/**
 * All buffers for tensors. What is freed is handed out again at once: the queue runs commands in order, so later ones cannot reach
 * the earlier ones' numbers.
 */
export class BufferPool {
  /** Blocks of which the device has not said yet whether it had memory for them. */
  readonly unconfirmed = new Set<GpuBlock>();
  readonly #parts: BufferPoolParts;
  readonly #free = new Map<number, FreeBlocks>();
  #bytesInUse = 0;
  #capacity = 0;
  #peakBytes = 0;

  constructor(parts: BufferPoolParts) {
    this.#parts = parts;
  }

  /** Bytes of the blocks that are handed out. */
  get bytesInUse(): number {
    return this.#bytesInUse;
  }

  get peakBytes(): number {
    return this.#peakBytes;
  }

  /** Bytes of all blocks. */
  get capacity(): number {
    return this.#capacity;
  }

  /** @throws BackendError when the device has no such buffer, or no memory is left for it. */
  allocate(bytes: number): GpuBlock {
    const size = blockSize(bytes);
    const block = this.#free.get(size)?.take() ?? this.#make(bytes, size);
    block.bytes = bytes;
    block.isFree = false;
    block.constant = undefined;
    this.#bytesInUse += size;
    this.#peakBytes = Math.max(this.#peakBytes, this.#bytesInUse);
    return block;
  }

  free(block: GpuBlock): void {
    if (block.isFree) {
      throw new InternalError(`a buffer of ${block.bytes} bytes was freed twice`, {
        bytes: block.bytes,
      });
    }
    block.isFree = true;
    if (block.half) this.free(block.half.block);
    block.half = undefined;
    this.#bytesInUse -= block.capacity;
    if (block.isBroken) {
      this.#destroy(block);
      return;
    }
    let blocks = this.#free.get(block.capacity);
    if (!blocks) this.#free.set(block.capacity, (blocks = new FreeBlocks()));
    blocks.add(block);
  }

  /** Gives what is free back to the device. */
  trim(): void {
    this.#parts.submit();
    for (const block of [...this.#free.values()].flatMap((blocks) => blocks.takeAll())) {
      this.#destroy(block);
    }
  }

  #make(bytes: number, size: number): GpuBlock {
    const { device, maximumBytes } = this.#parts;
    this.#expectPossible(bytes, size);
    if (this.#capacity + size > maximumBytes) this.trim();
    if (this.#capacity + size > maximumBytes) {
      throw new BackendError(
        `out of memory: ${bytes} bytes asked for, ${this.#bytesInUse} bytes in use, at most ${maximumBytes} allowed ` +
          '(webgpu({ maximumBytes })); use smaller batches, or scopes that free tensors earlier',
        { bytes, bytesInUse: this.#bytesInUse, maximumBytes },
      );
    }
    // A submission with a buffer for which there is no memory is not run at all: what came before must not be lost with it.
    if (size >= large) this.#parts.submit();
    device.pushErrorScope('out-of-memory');
    const block = new GpuBlock(device.createBuffer({ size, usage }), size);
    this.#capacity += size;
    this.unconfirmed.add(block);
    device.popErrorScope().then(
      (error) => {
        this.unconfirmed.delete(block);
        if (!error) return;
        block.isBroken = true;
        this.#parts.outOfMemory(block, error.message);
        if (block.isFree) this.#remove(block);
      },
      // The device was lost, which it tells itself.
      () => this.unconfirmed.delete(block),
    );
    return block;
  }

  /** Takes a free block out. */
  #remove(block: GpuBlock): void {
    this.#free.get(block.capacity)!.remove(block);
    this.#destroy(block);
  }

  #destroy(block: GpuBlock): void {
    this.#parts.forget(block);
    block.gpu.destroy();
    this.#capacity -= block.capacity;
  }

  /** A tensor is one buffer, and kernels see all of it. */
  #expectPossible(bytes: number, size: number): void {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.#parts.device.limits;
    for (const [name, limit] of Object.entries({ maxBufferSize, maxStorageBufferBindingSize })) {
      if (size <= limit) continue;
      throw new BackendError(
        `webgpu: a tensor of ${bytes} bytes is more than this device takes (${name} is ${limit}); ` +
          'use smaller batches, or the cpu backend',
        { bytes, limit: name, [name]: limit, bytesInUse: this.#bytesInUse },
      );
    }
  }
}
