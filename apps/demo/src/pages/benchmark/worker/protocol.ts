import type { NamedOutputs, Unsupported, Workload } from '@rondo/workloads';
import type { BackendWish } from '../../../live/protocol.ts';

/** What the page asks of a worker, which computes on one backend. */
export interface Calls {
  /** Answers what computes, in the backend's own words. */
  open: { input: BackendWish; output: string };
  /** Makes a workload ready, and frees the one before. */
  prepare: { input: Workload; output: Unsupported | undefined };
  /** Its outputs, a sample of large ones. */
  outputs: { input: undefined; output: NamedOutputs };
  /** How far its outputs are from others. */
  compare: { input: NamedOutputs; output: Compared };
  /** Runs it so many times; answers milliseconds for one. */
  run: { input: number; output: number };
}

export interface Compared {
  readonly error: number;
  readonly where: string;
}
