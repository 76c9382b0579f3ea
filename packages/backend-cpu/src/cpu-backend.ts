import { BackendError } from '@rondo/tensor';
import type {
  AdamOperands,
  AdamStep,
  ArithmeticKind,
  Backend,
  CompareKind,
  DataOf,
  DeviceBuffer,
  DType,
  FusedKernels,
  LogisticOperands,
  LogisticStep,
  MatmulOptions,
  NumericArray,
  Operand,
  RandomKind,
  RandomState,
  ReduceKind,
  UnaryKind,
} from '@rondo/tensor';
import { type CpuDescription, describeCpu } from './describe-cpu.ts';
import type { KernelContext } from './kernel-context.ts';
import type { CpuBuffer, LinearMemory } from './linear-memory.ts';
import * as reference from './reference/index.ts';
import type { WasmKernels } from './wasm-kernels.ts';

export interface CpuBackendParts {
  readonly memory: LinearMemory;
  readonly kernels: WasmKernels;
  /** What the kernels work with; none where all are the reference's. */
  readonly context?: KernelContext;
  /** The native library that multiplies matrices, where one does. */
  readonly blas?: string | undefined;
  readonly notes?: readonly string[];
}

/** Tensors in one WebAssembly memory. Each method asks the WebAssembly kernel first; what it declines, the reference does. */
export class CpuBackend implements Backend {
  readonly name = 'cpu';
  readonly fused: FusedKernels;
  readonly #memory: LinearMemory;
  readonly #wasm: WasmKernels;
  readonly #context: KernelContext | undefined;
  readonly #blas: string | undefined;
  readonly #notes: readonly string[];

  constructor({ memory, kernels, context, blas, notes = [] }: CpuBackendParts) {
    this.#blas = blas;
    this.#memory = memory;
    this.#wasm = kernels;
    this.#context = context;
    this.#notes = notes;
    this.fused = kernels.fused;
  }

  /** What the options came to on this machine, and how much memory is and was in use. */
  describe(): CpuDescription {
    return describeCpu(this.#memory, this.#context, this.#blas, this.#notes);
  }

  allocate(bytes: number): DeviceBuffer {
    return this.#memory.allocate(bytes);
  }

  free(buffer: DeviceBuffer): void {
    this.#memory.free(buffer as CpuBuffer);
  }

  upload(buffer: DeviceBuffer, dtype: DType, data: NumericArray): void {
    this.#checkAlive();
    reference.upload(this.#memory, (buffer as CpuBuffer).pointer >>> 2, dtype, data);
  }

  /** @throws BackendError when the backend was disposed: its numbers are gone. */
  async read<D extends DType>(source: Operand & { readonly dtype: D }): Promise<DataOf[D]> {
    this.#checkAlive();
    return reference.read(this.#memory, source);
  }

  #checkAlive(): void {
    if (!this.#memory.isDisposed) return;
    throw new BackendError(
      'the cpu backend of this tensor was disposed, and its numbers with it; read tensors before dispose()',
    );
  }

  copy(input: Operand, output: Operand): void {
    if (this.#wasm.copy?.(input, output)) return;
    reference.copy(this.#memory, input, output);
  }

  fill(output: Operand, value: number): void {
    if (this.#wasm.fill?.(output, value)) return;
    reference.fill(this.#memory, output, value);
  }

  unary(kind: UnaryKind, input: Operand, output: Operand): void {
    if (this.#wasm.unary?.(kind, input, output)) return;
    reference.unary(this.#memory, kind, input, output);
  }

  arithmetic(kind: ArithmeticKind, a: Operand, b: Operand, output: Operand): void {
    if (this.#wasm.arithmetic?.(kind, a, b, output)) return;
    reference.arithmetic(this.#memory, kind, a, b, output);
  }

  compare(kind: CompareKind, a: Operand, b: Operand, output: Operand): void {
    if (this.#wasm.compare?.(kind, a, b, output)) return;
    reference.compare(this.#memory, kind, a, b, output);
  }

  select(condition: Operand, a: Operand, b: Operand, output: Operand): void {
    if (this.#wasm.select?.(condition, a, b, output)) return;
    reference.select(this.#memory, condition, a, b, output);
  }

  cast(input: Operand, output: Operand): void {
    if (this.#wasm.cast?.(input, output)) return;
    reference.cast(this.#memory, input, output);
  }

  reduce(kind: ReduceKind, input: Operand, axes: readonly number[], output: Operand): void {
    if (this.#wasm.reduce?.(kind, input, axes, output)) return;
    reference.reduce(this.#memory, kind, input, axes, output);
  }

  cumsum(input: Operand, axis: number, output: Operand): void {
    if (this.#wasm.cumsum?.(input, axis, output)) return;
    reference.cumsum(this.#memory, input, axis, output);
  }

  matmul(a: Operand, b: Operand, output: Operand, options?: MatmulOptions): void {
    if (this.#wasm.matmul?.(a, b, output, options)) return;
    reference.matmul(this.#memory, a, b, output, options);
  }

  gather(input: Operand, axis: number, indices: Operand, output: Operand): void {
    if (this.#wasm.gather?.(input, axis, indices, output)) return;
    reference.gather(this.#memory, input, axis, indices, output);
  }

  scatterAdd(source: Operand, axis: number, indices: Operand, output: Operand): void {
    if (this.#wasm.scatterAdd?.(source, axis, indices, output)) return;
    reference.scatterAdd(this.#memory, source, axis, indices, output);
  }

  topk(input: Operand, largest: boolean, values: Operand, indices: Operand): void {
    if (this.#wasm.topk?.(input, largest, values, indices)) return;
    reference.topk(this.#memory, input, largest, values, indices);
  }

  random(kind: RandomKind, state: RandomState, output: Operand): void {
    if (this.#wasm.random?.(kind, state, output)) return;
    reference.random(this.#memory, kind, state, output);
  }

  adam(updates: readonly AdamOperands[], step: AdamStep): void {
    if (this.#wasm.adam?.(updates, step)) return;
    reference.adam(this.#memory, updates, step);
  }

  clipNorm(operands: readonly Operand[], maxNorm: number, norm: Operand): void {
    if (this.#wasm.clipNorm?.(operands, maxNorm, norm)) return;
    reference.clipNorm(this.#memory, operands, maxNorm, norm);
  }

  logisticUpdate(operands: LogisticOperands, step: LogisticStep, loss: Operand): void {
    if (this.#wasm.logisticUpdate?.(operands, step, loss)) return;
    reference.logisticUpdate(this.#memory, operands, step, loss);
  }

  /** Ends the workers and gives the memory back; its tensors cannot be used any more. */
  dispose(): void {
    this.#context?.team.dispose();
    this.#memory.dispose();
  }
}
