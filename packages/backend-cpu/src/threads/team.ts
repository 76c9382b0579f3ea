/** Numbers that a kernel takes: addresses, sizes, scalars. */
export type KernelArguments = readonly number[];

/** An exported function as all threads of a team can call it. Its first parameter is the number of the thread that runs it. */
export interface TeamKernel {
  /** The function on the thread that asks. */
  readonly call: (thread: number, ...rest: number[]) => unknown;
  /** Number of the module in the order in which the team was told of them, and of the function in its exports. */
  readonly module: number;
  readonly export: number;
}

/** Working space of all threads: thread `t` has `step` bytes from `pointer + t * step` on. */
export interface TeamScratch {
  readonly pointer: number;
  readonly step: number;
}

/** The threads that run kernels on one memory. The thread that asks is number 0 and works too. */
export interface Team {
  readonly threads: number;
  /** Threads that would take part in a job now: 1 while workers start or have lost their processors. All where it is not said. */
  readonly active?: number;
  /** Makes a module known to all threads and gives its number. */
  register(bytes: Uint8Array<ArrayBuffer>): number;
  /** Makes each call once, on any thread and in any order, and returns when all are done: no call may read what another writes. */
  run(kernel: TeamKernel, calls: readonly KernelArguments[]): void;
  /** Working space for one job: the next call of `scratch` may move it. */
  scratch(bytesPerThread: number): TeamScratch;
  /** Threads that work by now: workers start in the background. */
  readonly ready: number;
  /** Jobs so far of which workers did a part; none where it is not said. */
  readonly shared?: number;
  /** Ends the workers. */
  dispose(): void;
}
