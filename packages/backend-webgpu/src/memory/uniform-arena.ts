import { bufferUsage } from '../device/usage.ts';

/** A type of a kernel's parameter in WGSL. */
export type ParameterType = 'u32' | 'i32' | 'f32';

export interface UniformBlock {
  readonly id: number;
  readonly gpu: GPUBuffer;
  readonly floats: Float32Array<ArrayBuffer>;
  /** The same memory. */
  readonly integers: Int32Array<ArrayBuffer>;
}

/** Parameters of one dispatch: where they lie. */
export interface UniformPlace {
  readonly block: UniformBlock;
  readonly offset: number;
}

const blockBytes = 2 ** 18;
/** Kernels see this much from their place on: the most that the parameters of one take. */
export const uniformWindow = 1024;

/**
 * The parameters of all dispatches until the next submission. They are written to the device in one go before it, since writes to a
 * buffer happen before what is submitted after them.
 */
export class UniformArena {
  readonly #device: GPUDevice;
  readonly #alignment: number;
  readonly #blocks: UniformBlock[] = [];
  #current = 0;
  #end = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.#alignment = device.limits.minUniformBufferOffsetAlignment;
  }

  put(types: readonly ParameterType[], values: readonly number[]): UniformPlace {
    const bytes = 4 * types.length;
    if (this.#end + bytes > blockBytes) {
      this.#current++;
      this.#end = 0;
    }
    const block = (this.#blocks[this.#current] ??= this.#make());
    const offset = this.#end;
    for (let i = 0; i < types.length; i++) {
      const at = offset / 4 + i;
      if (types[i] === 'f32') block.floats[at] = values[i]!;
      else block.integers[at] = values[i]!;
    }
    this.#end = Math.ceil((offset + bytes) / this.#alignment) * this.#alignment;
    return { block, offset };
  }

  /** Writes what was put and begins anew. */
  write(): void {
    for (let i = 0; i <= this.#current && i < this.#blocks.length; i++) {
      const { gpu, integers } = this.#blocks[i]!;
      const used = i < this.#current ? blockBytes : Math.min(this.#end, blockBytes);
      if (used > 0) this.#device.queue.writeBuffer(gpu, 0, integers.buffer, 0, used);
    }
    this.#current = 0;
    this.#end = 0;
  }

  dispose(): void {
    for (const { gpu } of this.#blocks) gpu.destroy();
  }

  #make(): UniformBlock {
    const usage = bufferUsage.uniform | bufferUsage.copyTarget;
    const gpu = this.#device.createBuffer({ size: blockBytes + uniformWindow, usage });
    // Negative, so that no tensor's buffer has the same.
    const id = -1 - this.#blocks.length;
    const memory = new ArrayBuffer(blockBytes);
    return { id, gpu, floats: new Float32Array(memory), integers: new Int32Array(memory) };
  }
}
