import { existsSync } from 'node:fs';
import { access, constants, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../errors.ts';
import { removeTemporaryFiles, writeError, writeFileAtomic } from './atomic-write.ts';
import { eventFolder } from './event-log.ts';
import { isFolder, makeFolder, removeFolders } from './make-folder.ts';

const fileNames = {
  config: 'config.yaml',
  last: 'last.safetensors',
  best: 'best.safetensors',
  metrics: 'metrics.jsonl',
  report: 'report.html',
} as const;

export type RunFile = keyof typeof fileNames;

function stepFile(step: number): string {
  return `step-${step}.safetensors`;
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
    const old = (await readdir(this.path)).filter(
      (name) => isOfRun(name) && name !== fileNames[file],
    );
    await Promise.all(
      old.map((name) => rm(join(this.path, name), { force: true, recursive: true })),
    );
  }

  /** Keeps the model of a step beside the best one, in the place of that of another step. */
  async keepStep(step: number, checkpoint: Uint8Array, displaced?: number): Promise<void> {
    await writeFileAtomic(join(this.path, stepFile(step)), checkpoint);
    if (displaced !== undefined) await rm(join(this.path, stepFile(displaced)), { force: true });
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
