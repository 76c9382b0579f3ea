/** A prepared workload. */
export interface Job {
  /** Does the work once and has finished it when it returns or resolves. */
  run(): void | Promise<void>;
  /** The whole outputs by name. */
  outputs(): Promise<Readonly<Record<string, Float32Array>>>;
  /** Only of a `new_length` job. */
  first?(): Promise<FirstCalls>;
  dispose(): void;
}

export interface Unsupported {
  /** Why a contestant cannot do the workload, in a few words for the table. */
  readonly unsupported: string;
}

/** First call, and median of five later calls, of each length. */
export interface FirstCalls {
  readonly firstMs: readonly number[];
  readonly againMs: readonly number[];
}
