import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { AtomicFile, type WriteOptions } from './folder/atomic-write.ts';
import type { Io } from './io.ts';

export interface SinkOptions {
  readonly io: Io;
  /** Stops the work. */
  readonly signal: AbortSignal;
  /** Of the command line, that names the file. */
  readonly option?: WriteOptions['option'];
}

/** Where a command's lines go, standard output or a file; who writes waits until they are taken, so nothing piles up. */
export class TextSink {
  readonly #io: Io;
  readonly #file: AtomicFile | undefined;
  /** Whether the terminal stays free for progress. */
  readonly isQuiet: boolean;

  private constructor(io: Io, file: AtomicFile | undefined) {
    this.#io = io;
    this.#file = file;
    this.isQuiet = file !== undefined || !io.out.isTerminal;
  }

  /**
   * Runs work that writes; a file is put in its place when the work is done, and left as it was where it fails or is stopped, which is told.
   * @throws CliError where the file cannot be made.
   */
  static async using(
    path: string | undefined,
    { io, signal, option = '--output' }: SinkOptions,
    work: (sink: TextSink) => Promise<void>,
  ): Promise<void> {
    if (path === undefined) return work(new TextSink(io, undefined));
    const file = await AtomicFile.open(resolve(io.folder, path), { option });
    try {
      await work(new TextSink(io, file));
      await file.commit();
    } catch (error) {
      await file.discard();
      if (signal.aborted && file.isReplacing) io.err.write(`Stopped; ${leftAsItWas(path, io)}\n`);
      throw error;
    }
  }

  async write(text: string): Promise<void> {
    if (this.#file) return this.#file.write(text);
    this.#io.out.write(text);
    await this.#io.flush();
  }
}

function leftAsItWas(path: string, { folder }: Io): string {
  const kept = existsSync(resolve(folder, path)) ? 'is as it was before' : 'is not written';
  return `${path} ${kept}: a file is put in its place as a whole, when all is done`;
}
