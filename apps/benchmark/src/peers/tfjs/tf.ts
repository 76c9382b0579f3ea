/** The part of @tensorflow/tfjs that is used here. */
export interface TfTensor {
  readonly shape: number[];
  data(): Promise<Float32Array | Int32Array>;
  dispose(): void;
  add(other: TfTensor | number): this;
  sub(other: TfTensor | number): this;
  mul(other: TfTensor | number): this;
  tanh(): this;
  sigmoid(): this;
  relu(): this;
  rsqrt(): this;
  reshape(shape: readonly number[]): this;
  transpose(axes: readonly number[]): this;
  slice(begin: readonly number[], size: readonly number[]): this;
  max(axes: readonly number[]): this;
  argMax(axis: number): this;
}

/** A variable of the library; an optimizer changes it. */
export type TfVariable = TfTensor;

interface TfOptimizer {
  applyGradients(gradients: Readonly<Record<string, TfTensor>>): void;
  dispose(): void;
}

interface FusedMatMul {
  readonly a: TfTensor;
  readonly b: TfTensor;
  readonly bias?: TfTensor;
}

/** What is used of its WebGPU backend. */
interface WebGpuOfTf {
  /** Commands that were not handed to the device yet. */
  readonly commandEncoder: object | null;
  endComputePassEncoder(): void;
  submitQueue(): void;
  readonly queue: { onSubmittedWorkDone(): Promise<void> };
}

export interface Tf {
  /** Of the WebGPU backend. */
  backend(): WebGpuOfTf;
  readonly version: { readonly 'tfjs-core': string };
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tensor(
    values: Float32Array | Int32Array,
    shape: readonly number[],
    dtype: 'float32' | 'int32',
  ): TfTensor;
  scalar(value: number): TfTensor;
  zeros(shape: readonly number[]): TfTensor;
  variable(initial: TfTensor, trainable: boolean, name: string): TfVariable;
  tidy<Result>(work: () => Result): Result;
  disposeVariables(): void;
  dispose(tensors: readonly TfTensor[] | Readonly<Record<string, TfTensor>>): void;
  matMul(a: TfTensor, b: TfTensor, transposeA?: boolean, transposeB?: boolean): TfTensor;
  readonly fused: { matMul(options: FusedMatMul): TfTensor };
  softmax(x: TfTensor): TfTensor;
  moments(
    x: TfTensor,
    axis: number | readonly number[],
    keepDims: boolean,
  ): { readonly mean: TfTensor; readonly variance: TfTensor };
  split(x: TfTensor, parts: number, axis: number): TfTensor[];
  unstack(x: TfTensor, axis: number): TfTensor[];
  stack(parts: readonly TfTensor[], axis: number): TfTensor;
  concat(parts: readonly TfTensor[], axis: number): TfTensor;
  reverse(x: TfTensor, axis: number): TfTensor;
  gather(table: TfTensor, indices: TfTensor): TfTensor;
  oneHot(indices: TfTensor, depth: number): TfTensor;
  readonly losses: { softmaxCrossEntropy(oneHot: TfTensor, logits: TfTensor): TfTensor };
  valueAndGrads(
    f: (...inputs: TfTensor[]) => TfTensor,
  ): (
    inputs: readonly TfTensor[],
    upstream?: TfTensor,
  ) => { readonly value: TfTensor; readonly grads: TfTensor[] };
  variableGrads(
    f: () => TfTensor,
    variables: readonly TfVariable[],
  ): { readonly value: TfTensor; readonly grads: Record<string, TfTensor> };
  readonly train: {
    adam(learningRate: number, beta1: number, beta2: number, epsilon: number): TfOptimizer;
  };
}
