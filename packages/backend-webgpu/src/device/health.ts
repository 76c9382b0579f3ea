import { BackendError } from '@rondo/tensor';

/** What went wrong on the device: it tells so by itself, at some later time. */
export class Health {
  #fault: BackendError | undefined;
  #isDisposed = false;

  constructor(device: GPUDevice) {
    void device.lost.then(({ reason, message }) => {
      if (this.#isDisposed) return;
      this.#fault = new BackendError(
        `webgpu: the device was lost (${reason}: ${message}), and the tensors on it with it; make a new backend and go on from the last checkpoint`,
        { reason },
      );
    });
    device.addEventListener('uncapturederror', ({ error }) => {
      const isMemory = error.constructor.name === 'GPUOutOfMemoryError';
      const remedy =
        'use smaller batches, or set maximumBytes lower so that memory is given back earlier';
      this.#fault ??= new BackendError(
        isMemory
          ? `webgpu: the device is out of memory (${error.message}); ${remedy}`
          : `webgpu: the device refused a command: ${error.message}`,
        { kind: error.constructor.name },
      );
    });
  }

  dispose(): void {
    this.#isDisposed = true;
  }

  /** @throws BackendError when the device cannot be trusted any more. */
  check(): void {
    if (this.#isDisposed) {
      throw new BackendError(
        'the webgpu backend of this tensor was disposed, and its numbers with it; read tensors before dispose()',
      );
    }
    if (this.#fault) throw this.#fault;
  }
}
