import { resolve } from 'node:path';
import { AtomicFile } from './folder/atomic-write.ts';
import type { Io } from './io.ts';

/** Where a command's lines go, standard output or a file; who writes waits until they are taken, so nothing piles up. */
export class TextSink {
  readonly #io: Io;
  #file: AtomicFile | undefined;
  /** Whether the terminal stays free for progress. */
  readonly isQuiet: boolean;

  private constructor(io: Io, file: AtomicFile | undefined) {
    this.#io = io;
    this.#file = file;
    this.isQuiet = file !== undefined || !io.out.isTerminal;
  }

  /** @throws CliError where the file cannot be made. */
  static async open(path: string | undefined, io: Io): Promise<TextSink> {
    if (path === undefined) return new TextSink(io, undefined);
    return new TextSink(
      io,
      await AtomicFile.open(resolve(io.folder, path), { option: '--output' }),
    );
  }

  async write(text: string): Promise<void> {
    if (this.#file) return this.#file.write(text);
    this.#io.out.write(text);
    await this.#io.flush();
  }

  /** Puts a file in its place. */
  async commit(): Promise<void> {
    await this.#file?.commit();
    this.#file = undefined;
  }

  /** Leaves no half file; does nothing after `commit`. */
  async discard(): Promise<void> {
    await this.#file?.discard();
    this.#file = undefined;
  }
}
