import type { Description, FirstCalls, Unsupported } from './protocol.ts';
import type { Workload } from './workload.ts';

/** A prepared workload in a JavaScript contestant. */
export interface Job {
  /** Does the work once and has finished it when it returns or resolves. */
  run(): void | Promise<void>;
  /** The whole outputs by name; the server takes the sample. */
  outputs(): Promise<Readonly<Record<string, Float32Array>>>;
  /** Only of a `new_length` job. */
  first?(): Promise<FirstCalls>;
  dispose(): void;
}

/** What a JavaScript contestant gives to `serve`. */
export interface Library {
  describe(): Description;
  prepare(workload: Workload): Promise<Job | Unsupported>;
}
