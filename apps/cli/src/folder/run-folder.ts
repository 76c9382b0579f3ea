import { existsSync } from 'node:fs';
import { access, constants, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../errors.ts';
import { removeTemporaryFiles, writeError, writeFileAtomic } from './atomic-write.ts';
import { finishFirstFiles, placeFirstFiles, removeHalfFirstFiles } from './first-files.ts';
import { isFolder, makeFolder, removeFolders } from './make-folder.ts';
import {
  foreignNamesIn,
  holdsRun,
  isNameOfRun,
  nameOfPart,
  runFilesIn,
  runNamesIn,
  stepOfName,
  type RunFile,
  type RunPart,
} from './run-files.ts';
import { isSameFile } from './same-file.ts';

/** What to do with a run that the folder already holds; `look` refuses nothing until the new run begins. */
export type ExistingRun = 'refuse' | 'overwrite' | 'resume' | 'look';

/** The folder of one run and the files in it; an earlier run's stay until `begin`. */
export class RunFolder {
  readonly path: string;
  /** As the user wrote it, for messages. */
  readonly name: string;
  readonly #existing: ExistingRun;
  readonly #config: string | undefined;
  #hasBegun: boolean;
  #holdsRun = false;
  #isFree = true;
  #made: readonly string[] = [];

  private constructor(
    path: string,
    name: string,
    existing: ExistingRun,
    config: string | undefined,
  ) {
    this.path = path;
    this.name = name;
    this.#existing = existing;
    this.#config = config;
    this.#hasBegun = existing === 'resume';
  }

  /**
   * Looks at the folder. Changes nothing, unless a process was ended just when its run took the folder: that is completed.
   * @param config the file that says what the new run is; it is never replaced.
   * @throws CliError where a file has its name, or it holds a run, or none, or other files of a run's names, against the wish.
   */
  static async open(
    path: string,
    name: string,
    existing: ExistingRun,
    config?: string,
  ): Promise<RunFolder> {
    const folder = new RunFolder(path, name, existing, config);
    if (await isFolder(path)) await finishFirstFiles(path, runFilesIn);
    folder.#holdsRun = await holdsRun(path);
    folder.#isFree = !folder.#holdsRun && (await foreignNamesIn(path)).length === 0;
    if (existing === 'resume') folder.#requireCheckpoint();
    else if (existing !== 'look') await folder.#refuseOthers();
    return folder;
  }

  /** Whether the files are those of this run and not of an earlier one. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Whether it held a run when it was opened. */
  get holdsRun(): boolean {
    return this.#holdsRun;
  }

  /** Whether it held nothing, when it was opened, in whose place a new run would come. */
  get isFree(): boolean {
    return this.#isFree;
  }

  /**
   * Makes the folder, or takes one that is there.
   * @throws CliError where nothing can be written.
   */
  async prepare(): Promise<void> {
    this.#made = await makeFolder(this.path);
    try {
      await access(this.path, constants.W_OK);
      await removeTemporaryFiles(this.path, isNameOfRun);
      await removeHalfFirstFiles(this.path);
    } catch (error) {
      throw writeError(this.path, error);
    }
  }

  /**
   * Writes the first files of a new run, all or none; once they are there, an earlier run goes.
   * @throws CliError where nothing can be written, or where by now there are files that it may not replace.
   */
  async begin(
    files: readonly (readonly [part: RunPart, content: Uint8Array | string])[],
  ): Promise<void> {
    const named = files.map(([part, content]) => [nameOfPart(part), content] as const);
    await this.#refuseOthers();
    await placeFirstFiles(this.path, named, runFilesIn);
    this.#hasBegun = true;
  }

  /** The steps whose models are there. */
  async steps(): Promise<number[]> {
    return (await runNamesIn(this.path)).flatMap((name) => stepOfName(name) ?? []);
  }

  /** Removes the model of a step. */
  async forget(step: number): Promise<void> {
    await rm(this.pathOf(step), { force: true });
  }

  /** Takes the folder away again where this run has made it and left nothing in it. */
  async discard(): Promise<void> {
    if (!this.#hasBegun) await removeFolders(this.#made);
  }

  pathOf(part: RunPart): string {
    return join(this.path, nameOfPart(part));
  }

  /** The file as the user would name it. */
  nameOf(file: RunFile): string {
    return join(this.name, nameOfPart(file));
  }

  has(file: RunFile): boolean {
    return existsSync(this.pathOf(file));
  }

  read(file: RunFile): Promise<Uint8Array> {
    return readFile(this.pathOf(file));
  }

  write(part: RunPart, content: Uint8Array | string): Promise<void> {
    return writeFileAtomic(this.pathOf(part), content);
  }

  #requireCheckpoint(): void {
    if (this.has('last')) return;
    throw new CliError(
      `${this.nameOf('last')} is not there, so there is no run to resume; leave --resume out to start one, or name its folder with --out`,
    );
  }

  /** Refuses what a new run would replace and may not. */
  async #refuseOthers(): Promise<void> {
    if (this.#existing !== 'overwrite' && (await holdsRun(this.path))) {
      const resume = this.has('last') ? 'add --resume to go on with it, ' : '';
      throw new CliError(
        `${this.name} already holds a run; ${resume}--overwrite to start anew in its place, or name another folder with --out`,
      );
    }
    for (const name of await runNamesIn(this.path)) {
      if (!(await isSameFile(join(this.path, name), this.#config))) continue;
      throw new CliError(
        `the config ${join(this.name, name)} is read, and a run in ${this.name} would put its own in the place; name another folder with --out, or move the config to another place`,
      );
    }
    const foreign = await foreignNamesIn(this.path);
    if (foreign.length === 0) return;
    throw new CliError(
      `${this.name} holds what is of no run, but has the names that a run gives to its own: ${foreign.join(', ')}; move it to another place, or name another folder with --out`,
    );
  }
}
