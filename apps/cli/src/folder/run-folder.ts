import { existsSync } from 'node:fs';
import { access, constants, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../errors.ts';
import { removeTemporaryFiles, writeError, writeFileAtomic } from './atomic-write.ts';
import { eventFolder } from './event-log.ts';
import { finishFirstFiles, placeFirstFiles, removeHalfFirstFiles } from './first-files.ts';
import { isFolder, makeFolder, removeFolders } from './make-folder.ts';

const fileNames = {
  config: 'config.yaml',
  last: 'last.safetensors',
  best: 'best.safetensors',
  metrics: 'metrics.jsonl',
  report: 'report.html',
  merges: 'learned-merges.txt',
  sourceMerges: 'learned-merges.source.txt',
  targetMerges: 'learned-merges.target.txt',
} as const;

export type RunFile = keyof typeof fileNames;

/** A file of a run; a number is the model of that step. */
export type RunPart = RunFile | number;

/** Its name in the folder. */
export function nameOfPart(part: RunPart): string {
  return typeof part === 'number' ? `step-${part}.safetensors` : fileNames[part];
}

/** Whether a file belongs to a run. */
function isOfRun(name: string): boolean {
  const names: readonly string[] = Object.values(fileNames);
  return names.includes(name) || name === eventFolder || /^step-\d+\.safetensors$/u.test(name);
}

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
   * Looks at the folder. Changes nothing, unless a process was ended just when its run took the folder: that is completed.
   * @throws CliError where a file has its name, or it holds a run (or none) against the wish.
   */
  static async open(path: string, name: string, existing: ExistingRun): Promise<RunFolder> {
    const folder = new RunFolder(path, name, existing === 'resume');
    if (await isFolder(path)) await finishFirstFiles(path, isOfRun);
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
      await removeHalfFirstFiles(this.path);
    } catch (error) {
      throw writeError(this.path, error);
    }
  }

  /** Writes the first files of a new run, all or none; once they are there, an earlier run goes. */
  async begin(
    files: readonly (readonly [part: RunPart, content: Uint8Array | string])[],
  ): Promise<void> {
    const named = files.map(([part, content]) => [nameOfPart(part), content] as const);
    await placeFirstFiles(this.path, named, isOfRun);
    this.#hasBegun = true;
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
    return join(this.name, fileNames[file]);
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

  #refuseRun(): void {
    if (!this.holdsRun) return;
    const resume = this.has('last') ? 'add --resume to go on with it, ' : '';
    throw new CliError(
      `${this.name} already holds a run; ${resume}--overwrite to start anew in its place, or name another folder with --out`,
    );
  }
}
