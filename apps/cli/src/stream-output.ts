import { CliError } from './errors.ts';
import { remedyFor } from './folder/remedies.ts';
import type { Output } from './io.ts';

const assumedColumns = 80;

/** Text that did not arrive. */
export class OutputError extends CliError {
  override readonly name = 'OutputError';
  /** The reader of a pipe has left, as `head` does: nobody is interested in the rest. */
  readonly isClosed: boolean;

  constructor(stream: string, cause: NodeJS.ErrnoException) {
    super(`cannot write to ${stream}: ${remedyFor(cause, 'send it to another place')}`, cause);
    this.isClosed = cause.code === 'EPIPE';
  }
}

type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** An output that remembers when a write has failed, which a stream tells only later. */
export class StreamOutput implements Output {
  readonly #stream: Stream;
  readonly #name: string;
  readonly #onFailure: (error: OutputError) => void;
  #failure: OutputError | undefined;

  constructor(stream: Stream, name: string, onFailure: (error: OutputError) => void) {
    this.#stream = stream;
    this.#name = name;
    this.#onFailure = onFailure;
    stream.on('error', this.#fail);
  }

  get isTerminal(): boolean {
    return this.#stream.isTTY ?? false;
  }

  readonly columns = (): number => this.#stream.columns || assumedColumns;

  /** @throws OutputError when an earlier write has failed. */
  readonly write = (text: string): void => {
    if (this.#failure) throw this.#failure;
    this.#stream.write(text);
  };

  /** Waits until all is written. @throws OutputError where it could not be. */
  async flush(): Promise<void> {
    if (!this.#failure) {
      await new Promise<void>((resolve) => {
        this.#stream.write('', (error) => {
          if (error) this.#fail(error);
          resolve();
        });
      });
    }
    if (this.#failure) throw this.#failure;
  }

  readonly #fail = (error: NodeJS.ErrnoException): void => {
    if (this.#failure) return;
    this.#failure = new OutputError(this.#name, error);
    this.#onFailure(this.#failure);
  };
}
