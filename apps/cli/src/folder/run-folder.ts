import { existsSync } from 'node:fs';
import { access, constants, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../errors.ts';
import { removeTemporaryFiles, writeError, writeFileAtomic } from './atomic-write.ts';
import { isFolder, makeFolder, removeFolders } from './make-folder.ts';

const fileNames = {
  config: 'config.yaml',
  last: 'last.safetensors',
  best: 'best.safetensors',
  metrics: 'metrics.jsonl',
  report: 'report.html',
} as const;

export type RunFile = keyof typeof fileNames;

/** What to do with a run that the folder already holds. */
export type ExistingRun = 'refuse' | 'overwrite' | 'resume';

/** The folder of one run and the files in it; an earlier run's stay until `begin`. */
export class RunFolder {
  readonly path: string;
  /** As the user wrote it, for messages. */
  readonly name: string;
  #hasBegun: boolean;
  #made: readonly string[] = [];

  private constructor(path: string, name: string, hasBegun: boolean) {
    this.path = path;
    this.name = name;
    this.#hasBegun = hasBegun;
  }

  /**
   * Looks at the folder and changes nothing.
   * @throws CliError where a file has its name, or it holds a run (or none) against the wish.
   */
  static async open(path: string, name: string, existing: ExistingRun): Promise<RunFolder> {
    const folder = new RunFolder(path, name, existing === 'resume');
    await isFolder(path);
    if (existing === 'resume') folder.#requireCheckpoint();
    if (existing === 'refuse') folder.#refuseRun();
    return folder;
  }

  /** Whether the files are those of this run and not of an earlier one. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  get holdsRun(): boolean {
    return this.has('last') || this.has('best') || this.has('metrics');
  }

  /**
   * Makes the folder, or takes one that is there.
   * @throws CliError where nothing can be written.
   */
  async prepare(): Promise<void> {
    this.#made = await makeFolder(this.path);
    try {
      await access(this.path, constants.W_OK);
      await removeTemporaryFiles(this.path);
    } catch (error) {
      throw writeError(this.path, error);
    }
  }

  /** Writes the first checkpoint of a new run; once it is there, an earlier run goes. */
  async begin(file: 'last' | 'best', checkpoint: Uint8Array): Promise<void> {
    await this.write(file, checkpoint);
    this.#hasBegun = true;
    const files = (Object.keys(fileNames) as RunFile[]).filter((name) => name !== file);
    await Promise.all(files.map((name) => rm(this.pathOf(name), { force: true })));
  }

  /** Takes the folder away again where this run has made it and left nothing in it. */
  async discard(): Promise<void> {
    if (!this.#hasBegun) await removeFolders(this.#made);
  }

  pathOf(file: RunFile): string {
    return join(this.path, fileNames[file]);
  }

  /** The file as the user would name it. */
  nameOf(file: RunFile): string {
    return join(this.name, fileNames[file]);
  }

  has(file: RunFile): boolean {
    return existsSync(this.pathOf(file));
  }

  read(file: RunFile): Promise<Uint8Array> {
    return readFile(this.pathOf(file));
  }

  write(file: RunFile, content: Uint8Array | string): Promise<void> {
    return writeFileAtomic(this.pathOf(file), content);
  }

  #requireCheckpoint(): void {
    if (this.has('last')) return;
    throw new CliError(
      `${this.nameOf('last')} is not there, so there is no run to resume; leave --resume out to start one, or name its folder with --out`,
    );
  }

  #refuseRun(): void {
    if (!this.holdsRun) return;
    throw new CliError(
      `${this.name} already holds a run; add --resume to go on with it, --overwrite to start anew in its place, or name another folder with --out`,
    );
  }
}
