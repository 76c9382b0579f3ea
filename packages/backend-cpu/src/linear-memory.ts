import { BackendError, InternalError, type DeviceBuffer } from '@rondo/tensor';
import { FreeSpans } from './free-spans.ts';
import { classCount, classOf, classSize } from './size-classes.ts';

/** A block of the linear memory. */
export class CpuBuffer implements DeviceBuffer {
  readonly bytes: number;
  /** Byte address in the linear memory; a multiple of 64. */
  readonly pointer: number;
  /** The size class of the block, -1 once it was freed. */
  sizeClass: number;

  constructor(bytes: number, pointer: number, sizeClass: number) {
    this.bytes = bytes;
    this.pointer = pointer;
    this.sizeClass = sizeClass;
  }
}

export interface LinearMemoryOptions {
  /** A SharedArrayBuffer below, for workers to see the same numbers. */
  readonly shared?: boolean;
  /** The most this memory may grow to; 4 GiB, the limit of 32-bit addresses, unless told otherwise. */
  readonly maximumBytes?: number;
  /** Fills every block that is handed out with NaN, so that tests find whoever reads what nobody wrote. */
  readonly poison?: boolean;
}

const pageBytes = 65_536;
const addressLimit = 2 ** 32;
const minimumGrowth = 2 ** 20;
/** Blocks up to this many classes larger are taken before new memory: they waste less than half. */
const acceptableExcess = 4;
/** The first bytes stay unused, so that no block has address 0. */
const firstAddress = 64;

/** One WebAssembly memory in which all tensors of the backend lie, with a free list for each size class. */
export class LinearMemory {
  readonly memory: WebAssembly.Memory;
  /** The memory as numbers. Replaced when it grows: read these at each use, never keep them. */
  f32: Float32Array;
  i32: Int32Array;
  u32: Uint32Array;
  readonly #maximumBytes: number;
  readonly #poison: boolean;
  #free: number[][] = emptyLists();
  readonly #spans = new FreeSpans();
  #disposed = false;
  #end = firstAddress;
  #capacity: number;
  #bytesInUse = 0;
  #peakBytes = 0;
  #scratch: CpuBuffer | undefined;

  constructor({
    shared = false,
    maximumBytes = addressLimit,
    poison = false,
  }: LinearMemoryOptions = {}) {
    this.#poison = poison;
    const maximum = Math.floor(maximumBytes / pageBytes);
    this.#maximumBytes = maximum * pageBytes;
    this.memory = new WebAssembly.Memory({ initial: 1, maximum, shared });
    this.#capacity = pageBytes;
    this.f32 = new Float32Array(this.memory.buffer);
    this.i32 = new Int32Array(this.memory.buffer);
    this.u32 = new Uint32Array(this.memory.buffer);
  }

  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** Bytes of the blocks that are handed out, rounded up to their size classes. */
  get bytesInUse(): number {
    return this.#bytesInUse;
  }

  /** The most bytes that were in use at once. */
  get peakBytes(): number {
    return this.#peakBytes;
  }

  /** Bytes the memory has grown to. */
  get capacity(): number {
    return this.#capacity;
  }

  /**
   * A block of at least `bytes`, aligned to 64; its contents are undefined.
   * @throws BackendError when the memory cannot grow enough.
   */
  allocate(bytes: number): CpuBuffer {
    const sizeClass = classOf(bytes);
    const pointer = this.#free[sizeClass]?.pop();
    if (pointer === undefined) return this.#allocateElsewhere(bytes, sizeClass);
    return this.#hand(bytes, pointer, sizeClass, classSize(sizeClass));
  }

  /** Takes a block back. */
  free(buffer: CpuBuffer): void {
    if (this.#disposed) return;
    const { sizeClass } = buffer;
    if (sizeClass < 0) {
      throw new InternalError(`a buffer of ${buffer.bytes} bytes was freed twice`, {
        bytes: buffer.bytes,
        pointer: buffer.pointer,
      });
    }
    buffer.sizeClass = -1;
    this.#bytesInUse -= classSize(sizeClass);
    this.#free[sizeClass]!.push(buffer.pointer);
  }

  /** Address of at least `bytes` of working space, for one kernel call: the next call of `scratch` may move it. */
  scratch(bytes: number): number {
    if (this.#scratch && this.#scratch.bytes >= bytes) return this.#scratch.pointer;
    if (this.#scratch) this.free(this.#scratch);
    this.#scratch = undefined;
    this.#scratch = this.allocate(bytes);
    return this.#scratch.pointer;
  }

  /** Lets go of all numbers. Nothing can be allocated afterwards. */
  dispose(): void {
    this.#disposed = true;
    this.#free = emptyLists();
    this.#spans.clear();
    this.f32 = new Float32Array();
    this.i32 = new Int32Array();
    this.u32 = new Uint32Array();
  }

  /**
   * No block of the wanted class is free: takes a slightly larger one, part of a free span, or memory behind the last block. Before the
   * memory grows, all free blocks become spans, so that what was cut for other sizes serves again.
   */
  #allocateElsewhere(bytes: number, sizeClass: number): CpuBuffer {
    if (this.#disposed)
      throw new BackendError('the cpu backend was disposed; make a new one with cpu()');
    const size = sizeClass < classCount ? classSize(sizeClass) : bytes;
    const near = this.#reuse(bytes, sizeClass + 1, sizeClass + acceptableExcess);
    if (near) return near;
    const pointer =
      this.#spans.take(size) ??
      this.#extend(size, false) ??
      (this.#joinFreeBlocks(), this.#spans.take(size)) ??
      this.#extend(size, true);
    if (pointer !== undefined) return this.#hand(bytes, pointer, sizeClass, size);
    throw new BackendError(
      `out of memory: ${bytes} bytes asked for, ${this.#bytesInUse} bytes in use, at most ${this.#maximumBytes} possible ` +
        '(WebAssembly addresses 4 GiB); use smaller batches, or scopes that free tensors earlier',
      { bytes, bytesInUse: this.#bytesInUse, maximumBytes: this.#maximumBytes },
    );
  }

  /** A free block of one of the classes from `first` up to but without `end`. */
  #reuse(bytes: number, first: number, end: number): CpuBuffer | undefined {
    for (let sizeClass = first; sizeClass < end && sizeClass < classCount; sizeClass++) {
      const pointer = this.#free[sizeClass]!.pop();
      if (pointer === undefined) continue;
      return this.#hand(bytes, pointer, sizeClass, classSize(sizeClass));
    }
    return undefined;
  }

  /** Memory behind the last block. */
  #extend(size: number, mayGrow: boolean): number | undefined {
    const end = this.#end + size;
    if (end > this.#capacity && !(mayGrow && this.#grow(end))) return undefined;
    this.#end = end;
    return end - size;
  }

  #joinFreeBlocks(): void {
    const blocks = this.#free.flatMap((pointers, sizeClass) =>
      pointers.map((pointer) => ({ pointer, bytes: classSize(sizeClass) })),
    );
    this.#free = emptyLists();
    this.#spans.add(blocks);
    this.#end = this.#spans.takeBefore(this.#end);
  }

  #hand(bytes: number, pointer: number, sizeClass: number, size: number): CpuBuffer {
    this.#bytesInUse += size;
    if (this.#bytesInUse > this.#peakBytes) this.#peakBytes = this.#bytesInUse;
    if (this.#poison) this.f32.fill(NaN, pointer / 4, (pointer + size) / 4);
    return new CpuBuffer(bytes, pointer, sizeClass);
  }

  /** Grows to at least `bytes`, by a quarter where possible, so that growing stays rare. */
  #grow(bytes: number): boolean {
    if (bytes > this.#maximumBytes) return false;
    const generous = Math.max(bytes, this.#capacity * 1.25, this.#capacity + minimumGrowth);
    return this.#growTo(Math.min(generous, this.#maximumBytes)) || this.#growTo(bytes);
  }

  #growTo(bytes: number): boolean {
    try {
      this.memory.grow(Math.ceil((bytes - this.#capacity) / pageBytes));
    } catch {
      return false;
    }
    const { buffer } = this.memory;
    this.#capacity = buffer.byteLength;
    this.f32 = new Float32Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.u32 = new Uint32Array(buffer);
    return true;
  }
}

function emptyLists(): number[][] {
  return Array.from({ length: classCount }, () => []);
}
