import { BackendError } from '@rondo/tensor';

/** What went wrong on the device: it tells so by itself, at some later time. */
export class Health {
  #lost: BackendError | undefined;
  #refused: BackendError | undefined;
  #outOfMemory: BackendError | undefined;
  #isDisposed = false;
  readonly #device: GPUDevice;
  readonly #onError = ({ error }: GPUUncapturedErrorEvent): void => {
    // Commands that use memory which was not there are refused as a consequence.
    if (this.#outOfMemory) return;
    this.#refused ??= new BackendError(`webgpu: the device refused a command: ${error.message}`, {
      kind: error.constructor.name,
    });
  };

  constructor(device: GPUDevice) {
    this.#device = device;
    void device.lost.then(({ reason, message }) => {
      this.#lost = new BackendError(
        `webgpu: the device was lost (${reason}: ${message}), and the tensors on it with it; make a new backend and go on from the last checkpoint`,
        { reason },
      );
    });
    device.addEventListener('uncapturederror', this.#onError);
  }

  /** Notes that the device had no memory for a buffer. What was to use it is not run, so nothing else is wrong. */
  outOfMemory(error: BackendError): void {
    this.#outOfMemory ??= error;
    this.#refused = undefined;
  }

  /** Whether the device had no memory, and nobody was told yet. */
  get isOutOfMemory(): boolean {
    return this.#outOfMemory !== undefined;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#device.removeEventListener('uncapturederror', this.#onError);
  }

  /** @throws BackendError when there is no device any more. */
  check(): void {
    if (this.#isDisposed) {
      throw new BackendError(
        'the webgpu backend of this tensor was disposed, and its numbers with it; read tensors before dispose()',
      );
    }
    if (this.#lost) throw this.#lost;
  }

  /**
   * To be called when the device has done all that it was told, and so has said what it could not do.
   * @throws BackendError when it could not do all.
   */
  checkDone(): void {
    this.check();
    const outOfMemory = this.#outOfMemory;
    // Said once: what was not run is lost, and the device is as good as before.
    this.#outOfMemory = undefined;
    if (outOfMemory) throw outOfMemory;
    const refused = this.#refused;
    this.#refused = undefined;
    if (refused) throw refused;
  }
}
