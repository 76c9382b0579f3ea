import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../errors.ts';
import { removeTemporaryFiles, writeError, writeFileAtomic } from './atomic-write.ts';

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

/** The folder of one run and the files in it. */
export class RunFolder {
  readonly path: string;
  /** As the user wrote it, for messages. */
  readonly name: string;

  private constructor(path: string, name: string) {
    this.path = path;
    this.name = name;
  }

  /**
   * Makes the folder, or takes one that is there.
   * @throws CliError where it cannot be made, or holds a run (or none) against the wish.
   */
  static async open(path: string, name: string, existing: ExistingRun): Promise<RunFolder> {
    const folder = new RunFolder(path, name);
    if (existing === 'resume') {
      folder.#requireCheckpoint();
    } else if (existing === 'refuse') {
      folder.#refuseRun();
    }
    try {
      await mkdir(path, { recursive: true });
      await removeTemporaryFiles(path);
      if (existing === 'overwrite') await folder.#removeRun();
    } catch (error) {
      throw writeError(path, error);
    }
    return folder;
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
    if (!this.has('last') && !this.has('best') && !this.has('metrics')) return;
    throw new CliError(
      `${this.name} already holds a run; add --resume to go on with it, --overwrite to start anew in its place, or name another folder with --out`,
    );
  }

  async #removeRun(): Promise<void> {
    const files = Object.keys(fileNames) as RunFile[];
    await Promise.all(files.map((file) => rm(this.pathOf(file), { force: true })));
  }
}
