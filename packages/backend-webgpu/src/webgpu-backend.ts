import {
  elementCount,
  isRowMajor,
  rowMajorStrides,
  type AdamOperands,
  type AdamStep,
  type ArithmeticKind,
  type Backend,
  type CompareKind,
  type DataOf,
  type DeviceBuffer,
  type DType,
  type FusedKernels,
  type MatmulOptions,
  type NumericArray,
  type Operand,
  type RandomKind,
  type RandomState,
  type ReduceKind,
  type UnaryKind,
} from '@rondo/tensor';
import type { GpuContext } from './device/gpu-context.ts';
import type { KernelTime } from './device/profiler.ts';
import type { OpenDevice } from './device/open-device.ts';
import { describeWebGpu, type WebGpuDescription } from './describe-webgpu.ts';
import { adam } from './kernels/adam.ts';
import { clipNorm } from './kernels/clip/clip-norm.ts';
import { arithmetic } from './kernels/elementwise/arithmetic.ts';
import { compare } from './kernels/elementwise/compare.ts';
import { cast, copy, fill, select } from './kernels/elementwise/move.ts';
import { unary } from './kernels/elementwise/unary.ts';
import { fusedKernels } from './kernels/fused.ts';
import { gather } from './kernels/gather.ts';
import { matmul } from './kernels/matmul/matmul.ts';
import { random } from './kernels/random.ts';
import { cumsum } from './kernels/reduce/cumsum.ts';
import { reduce } from './kernels/reduce/reduce.ts';
import { topk } from './kernels/reduce/topk.ts';
import { scatterAdd } from './kernels/scatter/scatter-add.ts';
import { fromDevice, toDevice } from './memory/convert.ts';
import type { GpuBlock } from './memory/gpu-block.ts';

/**
 * Tensors in buffers of a graphics device. Kernels are recorded and run later: only `read` waits, and tells what went wrong on the way.
 */
export class WebGpuBackend implements Backend {
  readonly name = 'webgpu';
  readonly fused: FusedKernels;
  readonly #gpu: GpuContext;
  readonly #open: OpenDevice;

  constructor(gpu: GpuContext, open: OpenDevice) {
    this.#gpu = gpu;
    this.#open = open;
    this.fused = fusedKernels(gpu);
  }

  /** The adapter, memory in use, and how much was compiled and run so far. */
  describe(): WebGpuDescription {
    return describeWebGpu(this.#gpu, this.#open);
  }

  allocate(bytes: number): DeviceBuffer {
    return this.#gpu.memory.allocate(bytes);
  }

  free(buffer: DeviceBuffer): void {
    this.#gpu.memory.free(buffer as GpuBlock);
  }

  upload(buffer: DeviceBuffer, dtype: DType, data: NumericArray): void {
    this.#gpu.write(buffer as GpuBlock, toDevice(dtype, data));
  }

  /**
   * @throws BackendError when the device was lost, disposed, out of memory or refused a command; RangeFault when a kernel before met an
   * index outside its axis.
   */
  async read<D extends DType>(source: Operand & { readonly dtype: D }): Promise<DataOf[D]> {
    const bytes = 4 * elementCount(source.shape);
    const buffer = source.buffer as GpuBlock;
    if (bytes === 0 || isRowMajor(source.shape, source.strides)) {
      return fromDevice(source.dtype, await this.#gpu.read(buffer, 4 * source.offset, bytes));
    }
    const inOrder = this.#gpu.memory.allocate(bytes);
    try {
      const { shape, dtype } = source;
      copy(this.#gpu, source, {
        buffer: inOrder,
        dtype,
        shape,
        strides: rowMajorStrides(shape),
        offset: 0,
      });
      // The copy that is read is recorded at once, so the block may be handed out again right after.
      return fromDevice<D>(dtype, await this.#gpu.read(inOrder, 0, bytes));
    } finally {
      this.#gpu.memory.free(inOrder);
    }
  }

  copy(input: Operand, output: Operand): void {
    copy(this.#gpu, input, output);
  }

  fill(output: Operand, value: number): void {
    fill(this.#gpu, output, value);
  }

  unary(kind: UnaryKind, input: Operand, output: Operand): void {
    unary(this.#gpu, kind, input, output);
  }

  arithmetic(kind: ArithmeticKind, a: Operand, b: Operand, output: Operand): void {
    arithmetic(this.#gpu, kind, a, b, output);
  }

  compare(kind: CompareKind, a: Operand, b: Operand, output: Operand): void {
    compare(this.#gpu, kind, a, b, output);
  }

  select(condition: Operand, a: Operand, b: Operand, output: Operand): void {
    select(this.#gpu, condition, a, b, output);
  }

  cast(input: Operand, output: Operand): void {
    cast(this.#gpu, input, output);
  }

  reduce(kind: ReduceKind, input: Operand, axes: readonly number[], output: Operand): void {
    reduce(this.#gpu, kind, input, axes, output);
  }

  cumsum(input: Operand, axis: number, output: Operand): void {
    cumsum(this.#gpu, input, axis, output);
  }

  matmul(a: Operand, b: Operand, output: Operand, options?: MatmulOptions): void {
    matmul(this.#gpu, a, b, output, options);
  }

  gather(input: Operand, axis: number, indices: Operand, output: Operand): void {
    gather(this.#gpu, input, axis, indices, output);
  }

  scatterAdd(source: Operand, axis: number, indices: Operand, output: Operand): void {
    scatterAdd(this.#gpu, source, axis, indices, output);
  }

  topk(input: Operand, largest: boolean, values: Operand, indices: Operand): void {
    topk(this.#gpu, input, largest, values, indices);
  }

  random(kind: RandomKind, state: RandomState, output: Operand): void {
    random(this.#gpu, kind, state, output);
  }

  /** An update ends a training step: what was recorded is handed to the device, so that it works while the next step is recorded. */
  adam(updates: readonly AdamOperands[], step: AdamStep): void {
    adam(this.#gpu, updates, step);
    this.#gpu.submit();
  }

  clipNorm(operands: readonly Operand[], maxNorm: number, norm: Operand): void {
    clipNorm(this.#gpu, operands, maxNorm, norm);
  }

  /**
   * Compiles the kernels that `body` uses, side by side and without stopping the program, so that its first real run does not wait for
   * them. Nothing is computed: what the body writes keeps what it held, new tensors hold nothing of use, and nothing can be read. It is
   * called once, and must not wait. Random numbers that it draws and steps that an optimizer counts are
   * gone, and gradients are of no use: leave updates out, and clear gradients.
   */
  prewarm(body: () => void): Promise<void> {
    return this.#gpu.prewarm(body);
  }

  /**
   * The time that each kernel takes on the device while `body` runs, slowest first. Launches then come one by one, so the whole is slower.
   * @throws BackendError when the device has no clock (`timestamp-query`).
   */
  profile(body: () => void | Promise<void>): Promise<KernelTime[]> {
    return this.#gpu.profile(body);
  }

  /** Gives memory and device back; a device of the caller's stays. Its tensors cannot be used any more. */
  dispose(): void {
    this.#gpu.dispose();
    if (!this.#open.isGiven) this.#gpu.device.destroy();
  }
}
