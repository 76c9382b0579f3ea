import type { Backend } from '@rondo/tensor';

/** Where text goes: the terminal, a pipe, or a list in a test. */
export interface Output {
  /** @throws OutputError when an earlier write has failed. */
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  /** Width of the terminal in characters. */
  readonly columns: () => number;
}

/** A wish to stop: Ctrl-C, a termination signal, or an output that takes nothing any more. */
export interface StopRequest {
  readonly signal: AbortSignal;
  /** Gives Ctrl-C its usual meaning back. */
  readonly release: () => void;
}

/** What is typed or piped in. */
interface Input {
  /** The bytes as they come; once the signal is aborted, reading them throws its reason. */
  readonly bytes: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
  readonly isTerminal: boolean;
}

/** Where `--backend webgpu` computes. */
export interface GraphicsDevice {
  readonly backend: Backend;
  /** The program on the processor that imitates the device, where there is none. */
  readonly imitatedBy: string | undefined;
}

/** Everything of the outside world that a command touches besides files. */
export interface Io {
  readonly out: Output;
  /** Never throws. */
  readonly err: Output;
  /** Waits until all of `out` is written; @throws OutputError where it could not be. */
  readonly flush: () => Promise<void>;
  readonly input: Input;
  /** Relative paths of the command line start here. */
  readonly folder: string;
  readonly debug: boolean;
  /** Computes on the CPU from now on, with so many threads. */
  readonly chooseBackend: (threads: number | 'auto') => void;
  /** Opens a graphics device; @throws BackendError saying what is missing. */
  readonly openWebGpu: (options: { readonly mixedPrecision: boolean }) => Promise<GraphicsDevice>;
  /** From now on Ctrl-C asks instead of ending the process. */
  readonly listenForStop: () => StopRequest;
}
