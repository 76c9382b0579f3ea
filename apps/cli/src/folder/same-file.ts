import { stat } from 'node:fs/promises';

/** Whether two names are of one file that is there. */
export async function isSameFile(path: string, other: string | undefined): Promise<boolean> {
  if (other === undefined) return false;
  const [a, b] = await Promise.all(
    [path, other].map((file) => stat(file, { bigint: true }).catch(() => undefined)),
  );
  return a !== undefined && a.ino === b?.ino && a.dev === b.dev;
}
