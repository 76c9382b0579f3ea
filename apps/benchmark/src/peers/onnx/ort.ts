/** The part of onnxruntime-web and onnxruntime-node that is used here; they share one interface. */
export interface OrtTensor {
  readonly data: Float32Array | Int32Array | BigInt64Array;
  readonly dims: readonly number[];
  dispose(): void;
}

export type Feeds = Readonly<Record<string, OrtTensor>>;

export interface OrtSession {
  run(feeds: Feeds): Promise<Feeds>;
  release(): Promise<void>;
}

export interface Ort {
  readonly env: {
    readonly wasm: { numThreads?: number };
    readonly versions: { readonly common: string };
    logLevel?: string;
  };
  readonly InferenceSession: {
    create(model: Uint8Array, options: object): Promise<OrtSession>;
  };
  readonly Tensor: new (
    type: 'float32' | 'int32' | 'int64',
    data: Float32Array | Int32Array | BigInt64Array,
    dims: readonly number[],
  ) => OrtTensor;
}

/** One of the two packages with the options of its sessions. */
export interface OrtRuntime {
  readonly ort: Ort;
  readonly options: object;
}
