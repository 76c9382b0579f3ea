import { existsSync } from 'node:fs';
import { open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CliError } from '../errors.ts';
import { outputPlace } from './output-place.ts';
import { remedyFor } from './remedies.ts';

/** The part of the file system that writing needs; tests put a failing one here. */
export interface FileSystem {
  readonly open: typeof open;
  readonly rename: typeof rename;
  readonly rm: typeof rm;
}

export interface WriteOptions {
  /** Of the command line, that names another place. */
  readonly option?: '--out' | '--output' | '--attention' | '--text';
  readonly files?: FileSystem;
}

const nodeFiles: FileSystem = { open, rename, rm };
const temporaryName = /^\.(?<file>.+)\.(?<pid>\d+)\.rondo-tmp$/u;

/** Where a file takes shape, and the name that it gets at the end. */
interface Replacement {
  readonly temporary: string;
  readonly file: string;
}

/**
 * A file in the making: a temporary one in the same folder, which takes its place as a whole at the end. What a link points to is
 * replaced, not the link; a device or a pipe is written to as it is.
 */
export class AtomicFile {
  readonly #path: string;
  readonly #option: NonNullable<WriteOptions['option']>;
  readonly #files: FileSystem;
  /** None for what is no file. */
  readonly #replacement: Replacement | undefined;
  readonly #handle: FileHandle;

  private constructor(
    path: string,
    replacement: Replacement | undefined,
    handle: FileHandle,
    { option = '--out', files = nodeFiles }: WriteOptions,
  ) {
    this.#path = path;
    this.#option = option;
    this.#files = files;
    this.#replacement = replacement;
    this.#handle = handle;
  }

  /** @throws CliError with the remedy where nothing can be written. */
  static async open(path: string, options: WriteOptions = {}): Promise<AtomicFile> {
    const { option, files = nodeFiles } = options;
    try {
      const file = await outputPlace(path);
      if (file === undefined) {
        return new AtomicFile(path, undefined, await files.open(path, 'a'), options);
      }
      const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.rondo-tmp`);
      return new AtomicFile(path, { temporary, file }, await files.open(temporary, 'w'), options);
    } catch (error) {
      throw writeError(path, error, option);
    }
  }

  /** Whether it takes the place of a file at the end; what is no file has been written to by then. */
  get isReplacing(): boolean {
    return this.#replacement !== undefined;
  }

  /** @throws CliError with the remedy; nothing is left behind. */
  async write(content: Uint8Array | string): Promise<void> {
    await this.#attempt(() => this.#handle.writeFile(content));
  }

  /** Puts the new file in the place of the old one, flushed to disk. @throws CliError with the remedy; the old file is unchanged. */
  async commit(): Promise<void> {
    const replacement = this.#replacement;
    if (!replacement) return this.#attempt(() => this.#handle.close());
    const { temporary, file } = replacement;
    await this.#attempt(async () => {
      await this.#handle.sync();
      await this.#handle.close();
      await this.#files.rename(temporary, file);
    });
    await flushFolder(dirname(file), this.#files);
  }

  /** Leaves all files as they were. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    if (!this.#replacement) return;
    await this.#files.rm(this.#replacement.temporary, { force: true }).catch(() => undefined);
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      await this.discard();
      throw writeError(this.#path, error, this.#option, this.#replacement !== undefined);
    }
  }
}

/**
 * Writes a file so that at any moment either the old or the new one is there as a whole.
 * @throws CliError with the remedy; the old file is unchanged and the temporary one removed.
 */
export async function writeFileAtomic(
  path: string,
  content: Uint8Array | string,
  options: WriteOptions = {},
): Promise<void> {
  const file = await AtomicFile.open(path, options);
  await file.write(content);
  await file.commit();
}

/** Removes what an earlier process left behind of the files of these names, when it was ended amid a write; what a living one writes stays. */
export async function removeTemporaryFiles(
  folder: string,
  isOwn: (name: string) => boolean,
): Promise<void> {
  const stale = (await readdir(folder)).filter((name) => {
    const { file = '', pid } = temporaryName.exec(name)?.groups ?? {};
    return isOwn(file) && !isOfLiving(Number(pid));
  });
  await Promise.all(stale.map((name) => rm(join(folder, name), { force: true })));
}

/** Whether another process of this number is there; files of our own number are of one that had it before. */
function isOfLiving(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Says in words why a file could not be written, and what to do. */
export function writeError(
  path: string,
  error: unknown,
  option = '--out',
  isReplaced = true,
): CliError {
  const fault = error as NodeJS.ErrnoException;
  const place = `choose another with ${option}`;
  const remedy =
    fault.code === 'ENOENT'
      ? `there is no folder ${dirname(path)}; make it or ${place}`
      : remedyFor(fault, place);
  const kept = isReplaced && existsSync(path) ? ` (an earlier ${basename(path)} is unchanged)` : '';
  return new CliError(`cannot write ${path}: ${remedy}${kept}`, error);
}

/** Makes a rename survive a power cut, where the system can. */
export async function flushFolder(folder: string, files: FileSystem = nodeFiles): Promise<void> {
  try {
    const handle = await files.open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Windows does not open folders; the rename is then as safe as the system makes it.
  }
}
