import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBytes } from '../progress/format.ts';

/** The files of a folder by name, and a line for each with its size. */
export async function filesOf(
  path: string,
): Promise<{ readonly names: readonly string[]; readonly lines: readonly string[] }> {
  const entries = await readdir(path, { withFileTypes: true });
  const names = entries
    .flatMap((entry) => (entry.isFile() && !entry.name.startsWith('.') ? [entry.name] : []))
    .toSorted();
  const width = Math.max(0, ...names.map(({ length }) => length));
  const lines = await Promise.all(
    names.map(async (file) => {
      const { size } = await stat(join(path, file));
      return `  ${file.padEnd(width)}  ${formatBytes(size)}`;
    }),
  );
  return { names, lines };
}
