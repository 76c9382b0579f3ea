import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BenchmarkOptions } from './options.ts';

type OutputOptions = Pick<BenchmarkOptions, 'json' | 'html' | 'markdown'>;

/** Sees to it that hours of measuring are not lost for want of a folder. @throws Error for a file that cannot be written. */
export async function checkOutputFiles({ json, html, markdown }: OutputOptions): Promise<void> {
  for (const [option, file] of Object.entries({ json, html, markdown })) {
    if (typeof file !== 'string') continue;
    if (!(await isFolder(dirname(file)))) {
      throw new Error(`--${option} ${file}: there is no folder ${dirname(file)}; make it first`);
    }
    if (await isFolder(file)) throw new Error(`--${option} ${file} is a folder; name a file in it`);
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
