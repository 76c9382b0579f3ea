/** The part of @jax-js/jax that is used here. A call consumes its arguments; `ref` keeps one for further use. */
export interface JaxArray {
  readonly shape: number[];
  readonly ref: this;
  dispose(): void;
  data(): Promise<Float32Array | Int32Array>;
  blockUntilReady(): Promise<JaxArray>;
  add(other: JaxArray | number): JaxArray;
  sub(other: JaxArray | number): JaxArray;
  mul(other: JaxArray | number): JaxArray;
  div(other: JaxArray | number): JaxArray;
  equal(other: JaxArray | number): JaxArray;
  greater(other: JaxArray | number): JaxArray;
  mean(axis: number, options?: { readonly keepdims: boolean }): JaxArray;
  sum(axis?: number): JaxArray;
  reshape(shape: readonly number[]): JaxArray;
  transpose(axes?: readonly number[]): JaxArray;
  /** One entry an axis: [] all of it, [begin, end] a part. */
  slice(...index: ([] | [number, number])[]): JaxArray;
}

/** Arrays by name, or deeper. */
type JaxTree = JaxArray | readonly JaxTree[] | { readonly [name: string]: JaxTree };

export type NamedArrays = Readonly<Record<string, JaxArray>>;

interface Numpy {
  readonly int32: unknown;
  readonly float32: unknown;
  readonly array: (
    values: Float32Array | Int32Array,
    options: { readonly dtype: unknown },
  ) => JaxArray;
  readonly zeros: (shape: readonly number[]) => JaxArray;
  readonly matmul: (a: JaxArray, b: JaxArray) => JaxArray;
  readonly tanh: (x: JaxArray) => JaxArray;
  readonly sqrt: (x: JaxArray) => JaxArray;
  readonly square: (x: JaxArray) => JaxArray;
  readonly take: (table: JaxArray, indices: JaxArray, axis: number) => JaxArray;
  readonly split: (x: JaxArray, parts: number, axis: number) => JaxArray[];
  readonly unstack: (x: JaxArray, axis: number) => JaxArray[];
  readonly stack: (parts: readonly JaxArray[], axis: number) => JaxArray;
  readonly concatenate: (parts: readonly JaxArray[], axis: number) => JaxArray;
  readonly where: (condition: JaxArray, a: JaxArray | number, b: JaxArray | number) => JaxArray;
  readonly argmax: (x: JaxArray, axis: number) => JaxArray;
}

interface NeuralNetworks {
  readonly sigmoid: (x: JaxArray) => JaxArray;
  readonly relu: (x: JaxArray) => JaxArray;
  readonly softmax: (x: JaxArray, axis: number) => JaxArray;
  readonly logSoftmax: (x: JaxArray, axis: number) => JaxArray;
  readonly oneHot: (x: JaxArray, classes: number) => JaxArray;
}

export interface Jax {
  init(): Promise<readonly string[]>;
  defaultDevice(device?: string): string;
  getWebGPUDevice(): { readonly queue: { onSubmittedWorkDone(): Promise<void> } };
  blockUntilReady<Tree extends JaxTree>(tree: Tree): Promise<Tree>;
  jit<Arguments extends JaxTree[], Result extends JaxTree>(
    f: (...inputs: Arguments) => Result,
  ): ((...inputs: Arguments) => Result) & { dispose(): void };
  grad<First extends JaxTree, Rest extends JaxTree[]>(
    f: (first: First, ...rest: Rest) => JaxArray,
  ): (first: First, ...rest: Rest) => First;
  valueAndGrad<First extends JaxTree, Rest extends JaxTree[], Aux extends JaxTree>(
    f: (first: First, ...rest: Rest) => readonly [JaxArray, Aux],
    options: { readonly hasAux: true },
  ): (first: First, ...rest: Rest) => readonly [readonly [JaxArray, Aux], First];
  valueAndGrad<First extends JaxTree, Rest extends JaxTree[]>(
    f: (first: First, ...rest: Rest) => JaxArray,
  ): (first: First, ...rest: Rest) => readonly [JaxArray, First];
  readonly tree: {
    ref<Tree extends JaxTree>(tree: Tree): Tree;
    dispose(tree: JaxTree): void;
    leaves(tree: JaxTree): readonly [JaxArray[], unknown];
  };
  readonly numpy: Numpy;
  readonly nn: NeuralNetworks;
}
