import { cpu } from '@rondo/backend-cpu';
import { BackendError, useBackend, type Backend } from '@rondo/tensor';
import { OutputError } from '../src/stream-output.ts';
import type { GraphicsDevice, Io, Output } from '../src/io.ts';

type Typed = Iterable<Uint8Array | string> | AsyncIterable<Uint8Array | string>;

const backend = cpu();

/** The outside world of a test: what was written is kept, Ctrl-C is a method. */
export class FakeIo implements Io {
  readonly folder: string;
  readonly debug = false;
  readonly out: Output;
  readonly err: Output;
  readonly input: Io['input'];
  /** What was written so far. */
  printed = '';
  complaint = '';
  /** The width of `out`. */
  columns = 80;
  /** The threads asked for. */
  threads: number | 'auto' | undefined;
  /** What `openWebGpu` was asked for. */
  webGpuOptions: object | undefined;
  /** How a graphics device is opened; there is none. */
  makeWebGpu: (options: { readonly mixedPrecision: boolean }) => Promise<Backend> = () =>
    Promise.reject(new BackendError('webgpu: no graphics adapter was found; install one'));
  /** The program that imitates the device. */
  imitatedBy: string | undefined;
  /** Called at each write to `out`. */
  onWrite: (text: string) => void = () => undefined;
  #controller = new AbortController();
  #failure: OutputError | undefined;

  constructor(folder: string, typed: Typed = []) {
    this.folder = folder;
    this.out = {
      write: (text) => {
        if (this.#failure) throw this.#failure;
        this.printed += text;
        this.onWrite(text);
      },
      isTerminal: false,
      columns: () => this.columns,
    };
    this.err = {
      write: (text) => {
        this.complaint += text;
      },
      isTerminal: false,
      columns: () => 80,
    };
    this.input = { bytes: (signal) => bytesOf(typed, signal), isTerminal: false };
  }

  readonly flush = (): Promise<void> =>
    this.#failure ? Promise.reject(this.#failure) : Promise.resolve();

  readonly listenForStop = (): ReturnType<Io['listenForStop']> => ({
    signal: this.#controller.signal,
    release: () => undefined,
  });

  readonly chooseBackend = (threads: number | 'auto'): void => {
    this.threads = threads;
    useBackend(backend);
  };

  readonly openWebGpu = async (options: {
    readonly mixedPrecision: boolean;
  }): Promise<GraphicsDevice> => {
    this.webGpuOptions = options;
    return { backend: await this.makeWebGpu(options), imitatedBy: this.imitatedBy };
  };

  pressCtrlC(): void {
    this.#controller.abort();
  }

  /** From now on nothing can be printed. */
  loseOutput(code: string): void {
    this.#failure = new OutputError('standard output', Object.assign(new Error(code), { code }));
    this.#controller.abort();
  }
}

async function* bytesOf(parts: Typed, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const part of parts) {
    signal.throwIfAborted();
    yield typeof part === 'string' ? new TextEncoder().encode(part) : part;
  }
}
