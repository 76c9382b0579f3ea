import { stat } from 'node:fs/promises';
import { CliError } from '../errors.ts';
import { isSameFile } from './same-file.ts';

interface TargetOptions {
  /** As the user wrote it. */
  readonly name: string;
  /** The files that the result is made of. */
  readonly inputs: readonly string[];
  readonly overwrite: boolean;
  /** Of the command line, that names another file (--out). */
  readonly option?: '--out' | '--text';
}

/**
 * Makes sure that nothing is lost when a file is written: it is not there yet, or may be replaced and is none of the inputs. A device or a pipe
 * has nothing to lose.
 * @throws CliError with the remedy.
 */
export async function requireFreeTarget(
  path: string,
  { name, inputs, overwrite, option = '--out' }: TargetOptions,
): Promise<void> {
  for (const input of inputs) {
    if (!(await isSameFile(path, input))) continue;
    throw new CliError(
      `${name} is what would be read, so nothing was written; name another file with ${option}`,
    );
  }
  if (overwrite) return;
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return;
  throw new CliError(`${name} is there already; add --overwrite, or name another with ${option}`);
}
