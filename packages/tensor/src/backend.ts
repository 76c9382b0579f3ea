import type { DataOf, DType, NumericArray } from './dtype.ts';
import type { Shape } from './shape.ts';
import type { ArithmeticKind } from './ops/arithmetic.ts';
import type { CompareKind } from './ops/compare.ts';
import type { ReduceKind } from './ops/reduce.ts';
import type { UnaryKind } from './ops/unary.ts';

export type { ArithmeticKind, CompareKind, ReduceKind, UnaryKind };

/** Memory of a device. Only the backend that allocated it looks inside. */
export interface DeviceBuffer {
  readonly bytes: number;
}

/**
 * A tensor as kernels see it: a strided window on a buffer. `offset` and `strides` count elements; a stride is 0 where the
 * operand is broadcast and negative where it is flipped.
 */
export interface Operand {
  readonly buffer: DeviceBuffer;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Distribution of `random`: uniform on [0, 1) with 24 bits, or standard normal (Box–Muller). */
export type RandomKind = 'uniform' | 'normal';

/** Where a stream of random numbers stands: the Philox key and the next unused block of four numbers. */
export interface RandomState {
  readonly seed: number;
  readonly block: number;
}

/** A function that a matrix product applies to its elements: relu, max(x, 0). */
export type MatmulActivation = 'relu';

export interface MatmulOptions {
  /** Added to every row of the product: `[n]`. */
  readonly bias?: Operand | undefined;
  /** Adds the product to what `output` holds. */
  readonly accumulate?: boolean;
  /** Applied to the sum of all. */
  readonly activation?: MatmulActivation | undefined;
}

/** What each fused kernel is told besides its operands. */
export interface FusedAttributes {
  softmax: Readonly<Record<string, never>>;
  logSoftmax: Readonly<Record<string, never>>;
  logSumExp: Readonly<Record<string, never>>;
  layerNorm: { readonly eps: number };
  addLayerNorm: { readonly eps: number };
  /** Over the first and the last of three axes. */
  batchNorm: { readonly eps: number };
  crossEntropy: { readonly ignoreIndex: number; readonly labelSmoothing: number };
  dropout: { readonly p: number } & RandomState;
  gaussianErrorLinearUnit: { readonly approximate: 'none' | 'tanh' };
  rnnSequence: { readonly reverse: boolean; readonly nonlinearity: 'tanh' | 'relu' };
  gruSequence: { readonly reverse: boolean };
  lstmSequence: { readonly reverse: boolean };
  attention: {
    readonly scale: number;
    readonly causal: boolean;
    readonly queryOffset: number;
    readonly p: number;
  } & RandomState;
  /** Each over the last three axes. */
  convolution: {
    readonly stride: readonly [number, number, number];
    readonly padding: readonly [number, number, number];
    readonly dilation: readonly [number, number, number];
    readonly groups: number;
  };
  /** Over the last three axes, of which each has its windows. */
  maxPool: { readonly windows: readonly [PoolWindows, PoolWindows, PoolWindows] };
  /** Sums of windows, divided by the divisors of the window's place on each axis. */
  avgPool: {
    readonly windows: readonly [PoolWindows, PoolWindows, PoolWindows];
    readonly divisors: readonly [readonly number[], readonly number[], readonly number[]];
  };
}

/** Windows on one axis: window i has the places `starts[i]`, `starts[i] + step`, .. below `ends[i]`, at least one. */
export interface PoolWindows {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly step: number;
}

/**
 * A fast form of an operation whose meaning is its composed twin (see `fused.ts`). `outputs` are the results followed by what
 * `backward` wants saved; `backward` writes the gradient of every input that wants one (`undefined` where none is wanted).
 * Operands are row-major, but for inputs that the op declares strided. An absent optional input is `undefined`.
 */
export interface FusedKernel<Attributes> {
  forward(
    inputs: readonly (Operand | undefined)[],
    outputs: readonly Operand[],
    attributes: Attributes,
  ): void;
  /** `forward` where no gradient will be asked for: `outputs` are the results alone. Without it, what `forward` saved is freed. */
  infer?(
    inputs: readonly (Operand | undefined)[],
    outputs: readonly Operand[],
    attributes: Attributes,
  ): void;
  backward(
    saved: {
      readonly inputs: readonly (Operand | undefined)[];
      readonly outputs: readonly Operand[];
    },
    gradients: readonly (Operand | undefined)[],
    inputGradients: readonly (Operand | undefined)[],
    attributes: Attributes,
  ): void;
}

export type FusedKernels = {
  readonly [Name in keyof FusedAttributes]?: FusedKernel<FusedAttributes[Name]>;
};

/** Numbers of one Adam step (Kingma & Ba 2015; decoupled decay: Loshchilov & Hutter 2019). They change from step to step. */
export interface AdamStep {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly weightDecay: number;
  /** Whether the decay is decoupled from the gradient (AdamW). */
  readonly decoupled: boolean;
  /** `1 - beta1^t` and `1 - beta2^t`. */
  readonly correction1: number;
  readonly correction2: number;
}

/** What an Adam update reads and changes: all of one shape, float32. */
export interface AdamOperands<Value = Operand> {
  readonly parameter: Value;
  readonly gradient: Value;
  readonly mean: Value;
  readonly variance: Value;
}

/**
 * What a logistic update reads and changes: tables of rows of one size, float32, and for each of n examples its rows of both, int32,
 * where a negative number names none.
 */
export interface LogisticOperands<Value = Operand> {
  /** `[V, D]`, changed. */
  readonly input: Value;
  /** `[W, D]`, changed. */
  readonly output: Value;
  /** `[n, I]`, in 0 .. V - 1. */
  readonly inputRows: Value;
  /** `[n, K]`, in 0 .. W - 1. */
  readonly outputRows: Value;
  /** Between 0 and 1, float32: `[n, K]`, with stride 0 where examples share theirs. */
  readonly labels: Value;
}

/**
 * How the input rows of an example become one vector h, and what each of them gets of the change d of h: their mean, and d / count
 * (`mean`); their sum, and d (`sum`); or their mean, and the whole of d, as word2vec does (`wholeMean`).
 */
export type RowCombination = 'mean' | 'sum' | 'wholeMean';

/** Numbers of one logistic update. */
export interface LogisticStep {
  readonly learningRate: number;
  readonly combine: RowCombination;
  /** So many examples are computed with the rows from before them: 1 is one after the other. */
  readonly block: number;
  /** Whether threads may take examples at once and overwrite each other's changes of a row (Hogwild): the result is then not settled. */
  readonly racing: boolean;
}

/**
 * Where tensors live and kernels run. Kernels write into operands that the core allocated; shapes are settled before they are
 * called, so a backend infers none. Operands of one call have the same rank and shape unless said otherwise.
 */
export interface Backend {
  readonly name: string;

  allocate(bytes: number): DeviceBuffer;
  free(buffer: DeviceBuffer): void;
  /** Writes row-major numbers to a buffer, converting to the dtype (bool: not zero is 1). */
  upload(buffer: DeviceBuffer, dtype: DType, data: NumericArray): void;
  /** A row-major copy of the elements. */
  read<D extends DType>(source: Operand & { readonly dtype: D }): Promise<DataOf[D]>;

  /** `output = input`, both with any strides. */
  copy(input: Operand, output: Operand): void;
  fill(output: Operand, value: number): void;
  unary(kind: UnaryKind, input: Operand, output: Operand): void;
  /** float32 and int32; `minimum` and `maximum` also bool. `output` may be `a` itself. */
  arithmetic(kind: ArithmeticKind, a: Operand, b: Operand, output: Operand): void;
  /** Any equal dtypes; `output` is bool. */
  compare(kind: CompareKind, a: Operand, b: Operand, output: Operand): void;
  /** `output = condition ? a : b`. */
  select(condition: Operand, a: Operand, b: Operand, output: Operand): void;
  cast(input: Operand, output: Operand): void;
  /** Reduces the axes at which `output` (same rank) has size 1. `argmax` and `argmin` reduce one axis to int32 (first of equals). */
  reduce(kind: ReduceKind, input: Operand, axes: readonly number[], output: Operand): void;
  /** Running sum along `axis`. */
  cumsum(input: Operand, axis: number, output: Operand): void;
  /** `output[.., i, j] = Σ_k a[.., i, k] · b[.., k, j] (+ bias[j])`, then the activation; equal batch dimensions, any strides. */
  matmul(a: Operand, b: Operand, output: Operand, options?: MatmulOptions): void;
  /** `output[.., j, ..] = input[.., indices[.., j, ..], ..]` along `axis`; `indices` has `output`'s shape (stride 0 where equal). */
  gather(input: Operand, axis: number, indices: Operand, output: Operand): void;
  /** `output[.., indices[.., j, ..], ..] += source[.., j, ..]`, in the order of `source`: deterministic. */
  scatterAdd(source: Operand, axis: number, indices: Operand, output: Operand): void;
  /** The `k` largest (or smallest) along the last axis in order, ties by index; `k` is `values`' last size. */
  topk(input: Operand, largest: boolean, values: Operand, indices: Operand): void;
  /** Philox 4x32-10: element `i` is number `i mod 4` of block `state.block + floor(i / 4)`. `output` is row-major. */
  random(kind: RandomKind, state: RandomState, output: Operand): void;
  /** One Adam update of each parameter, with its mean and variance, in place. */
  adam?(updates: readonly AdamOperands[], step: AdamStep): void;
  /** `norm = ‖all operands‖`, the root of the sum of all squares; then `operands *= min(1, maxNorm / (norm + 1e-6))` in place. */
  clipNorm?(operands: readonly Operand[], maxNorm: number, norm: Operand): void;
  /** Changes rows of two tables for yes-or-no predictions (see `logistic-update.ts`); `loss = Σ` of all examples. */
  logisticUpdate?(operands: LogisticOperands, step: LogisticStep, loss: Operand): void;

  readonly fused: FusedKernels;
  /** Waits until all work is done (a device that runs behind the program); then frees the device. */
  dispose?(): void;
}
