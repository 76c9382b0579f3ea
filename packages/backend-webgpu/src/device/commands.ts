/** Commands that wait for their submission: one encoder and, between copies, one pass. */
export class Commands {
  readonly #device: GPUDevice;
  #encoder: GPUCommandEncoder | undefined;
  #pass: GPUComputePassEncoder | undefined;
  #pipeline: GPUComputePipeline | undefined;
  /** Where the parameters of a dispatch lie. */
  readonly #offset = new Uint32Array(1);

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  get isEmpty(): boolean {
    return this.#encoder === undefined;
  }

  dispatch(
    pipeline: GPUComputePipeline,
    buffers: GPUBindGroup,
    offset: number,
    [x, y = 1, z = 1]: readonly [x: number, y?: number, z?: number],
    timestampWrites?: GPUComputePassTimestampWrites,
  ): void {
    // Times are those of a whole pass.
    if (timestampWrites) {
      this.#endPass();
      this.#pass = this.#open().beginComputePass({ timestampWrites });
    }
    const pass = (this.#pass ??= this.#open().beginComputePass());
    if (this.#pipeline !== pipeline) {
      pass.setPipeline(pipeline);
      this.#pipeline = pipeline;
    }
    this.#offset[0] = offset;
    pass.setBindGroup(0, buffers, this.#offset, 0, 1);
    pass.dispatchWorkgroups(x, y, z);
    if (timestampWrites) this.#endPass();
  }

  copy(source: GPUBuffer, from: number, target: GPUBuffer, to: number, bytes: number): void {
    this.#endPass();
    this.#open().copyBufferToBuffer(source, from, target, to, bytes);
  }

  /** Fills a buffer with zeros. */
  clear(buffer: GPUBuffer): void {
    this.#endPass();
    this.#open().clearBuffer(buffer);
  }

  /** What was recorded, ready to submit; the next command begins anew. */
  finish(): GPUCommandBuffer {
    this.#endPass();
    const encoder = this.#open();
    this.#encoder = undefined;
    return encoder.finish();
  }

  #open(): GPUCommandEncoder {
    return (this.#encoder ??= this.#device.createCommandEncoder());
  }

  #endPass(): void {
    this.#pass?.end();
    this.#pass = undefined;
    this.#pipeline = undefined;
  }
}
