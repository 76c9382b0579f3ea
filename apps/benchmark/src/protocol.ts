import type { FirstCalls, Unsupported, Workload } from '@rondo/workloads';

/**
 * A contestant is a process that reads one JSON request a line on stdin and answers each with one JSON line on stdout, in order.
 * stdout carries nothing else; stderr is free text. The inputs are never sent: both sides make them from workload.tensors.
 */
export type Request = { readonly id: number } & (
  | { readonly describe: true }
  /** Makes ready (and frees what was ready before); nothing is computed that `outputs` or `run` should measure. */
  | { readonly prepare: Workload }
  /** Asked at most once after a prepare, before any run. */
  | { readonly outputs: true }
  /** Runs the prepared workload so many times. */
  | { readonly run: number }
  /** Only for a prepared `new_length`. */
  | { readonly first: true }
  | { readonly memory: true }
  | { readonly exit: true }
);

export interface Description {
  readonly name: string;
  readonly version: string;
  /** What was chosen at start: engine, instruction set, threads, … */
  readonly configuration: Readonly<Record<string, string | number | boolean>>;
  /** From before the library is imported until a first tiny sum is read back. */
  readonly startupMs: number;
}

export interface Timing {
  readonly wallMs: number;
  /** CPU time of all threads of the process. */
  readonly cpuMs: number;
}

export interface Memory {
  /** Largest resident set of the process so far. */
  readonly peakBytes: number;
}

/** Base64 of little-endian float32, each `sampled`. */
export interface Outputs {
  readonly outputs: Readonly<Record<string, string>>;
}

/** What an answer carries besides the id; `error` is a failure of this request, after which the contestant still answers others. */
export type Body =
  | Description
  | { readonly ok: true }
  | Unsupported
  | Outputs
  | Timing
  | FirstCalls
  | Memory
  | { readonly error: string };

export type Answer = { readonly id: number } & Body;
