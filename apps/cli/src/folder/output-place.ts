import { readlink, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** The streams of this process by name: to replace the file behind one would take it from those who write to it, too. */
const ownStream = /^\/(?:dev\/(?:stdout|stderr|fd\/)|proc\/)/u;

/**
 * The file that a new one takes the place of: the one that a link points to, in the end, or would; `undefined` for what is written to as
 * it is, a device, a pipe or a terminal.
 * @throws an error of the file system, for a folder too.
 */
export async function outputPlace(path: string): Promise<string | undefined> {
  if (ownStream.test(path)) return undefined;
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw Object.assign(new Error(path), { code: 'EISDIR' });
    return found.isFile() ? await realpath(path) : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const target = await readlink(path).catch(() => undefined);
    return target === undefined ? path : outputPlace(resolve(dirname(path), target));
  }
}
