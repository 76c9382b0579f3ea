import { BackendError } from '@rondo/tensor';
import { bufferUsage } from './usage.ts';
import type { Readback } from './readback.ts';

/** What the launches of one kernel took together. */
export interface KernelTime {
  /** The kernel's name and what its code depends on. */
  readonly kernel: string;
  readonly launches: number;
  /** Time on the device. */
  readonly milliseconds: number;
}

/** The most queries of a set (WebGPU, section 20.1), two for each launch. */
const setSize = 4096;
const bytesOfQuery = 8;

/** Takes the time of each launch: where it began and ended on the device's clock. */
export class Profiler {
  readonly #device: GPUDevice;
  readonly #sets: GPUQuerySet[] = [];
  readonly #kernels: string[] = [];

  /** @throws BackendError when the device has no clock. */
  constructor(device: GPUDevice) {
    if (!device.features.has('timestamp-query')) {
      throw new BackendError(
        "webgpu: profile() needs the feature 'timestamp-query', which this device does not have; a device of your own must be asked for with it",
        { missing: 'timestamp-query' },
      );
    }
    this.#device = device;
  }

  /** Where the next launch, of this kernel, writes its times. */
  next(kernel: string): GPUComputePassTimestampWrites {
    const at = 2 * this.#kernels.length;
    this.#kernels.push(kernel);
    const set = Math.floor(at / setSize);
    this.#sets[set] ??= this.#device.createQuerySet({ type: 'timestamp', count: setSize });
    const beginningOfPassWriteIndex = at % setSize;
    return {
      querySet: this.#sets[set],
      beginningOfPassWriteIndex,
      endOfPassWriteIndex: beginningOfPassWriteIndex + 1,
    };
  }

  /** The times of all launches, slowest kernels first; what was recorded must have been submitted. */
  async finish(readback: Readback): Promise<KernelTime[]> {
    const spent = new Map<string, { launches: number; nanoseconds: number }>();
    for (const [i, set] of this.#sets.entries()) {
      const first = (i * setSize) / 2;
      const kernels = this.#kernels.slice(first, first + setSize / 2);
      const times = await this.#read(set, 2 * kernels.length, readback);
      for (const [k, kernel] of kernels.entries()) {
        const sum = spent.get(kernel) ?? { launches: 0, nanoseconds: 0 };
        sum.launches++;
        sum.nanoseconds += Number(times[2 * k + 1]! - times[2 * k]!);
        spent.set(kernel, sum);
      }
    }
    return [...spent]
      .map(([kernel, { launches, nanoseconds }]) => ({
        kernel,
        launches,
        milliseconds: nanoseconds / 1e6,
      }))
      .toSorted((a, b) => b.milliseconds - a.milliseconds);
  }

  async #read(set: GPUQuerySet, count: number, readback: Readback): Promise<BigUint64Array> {
    const size = count * bytesOfQuery;
    const usage = bufferUsage.queryResolve | bufferUsage.copySource;
    const resolved = this.#device.createBuffer({ size, usage });
    const staging = readback.take(size);
    const encoder = this.#device.createCommandEncoder();
    encoder.resolveQuerySet(set, 0, count, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, staging, 0, size);
    this.#device.queue.submit([encoder.finish()]);
    const times = new BigUint64Array(await readback.read(staging, size));
    resolved.destroy();
    set.destroy();
    return times;
  }
}
