import { lstat, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { eventFolder, isEventFile } from './event-log.ts';

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

/** The step whose model a file is, if it is one. */
export function stepOfName(name: string): number | undefined {
  const digits = /^step-(\d+)\.safetensors$/u.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Whether a run calls a file so. */
export function isNameOfRun(name: string): boolean {
  const names: readonly string[] = Object.values(fileNames);
  return names.includes(name) || stepOfName(name) !== undefined;
}

/** What in a folder has the name of a file of a run's, whoever put it there; nothing where there is no folder. */
export async function runNamesIn(folder: string): Promise<string[]> {
  return (await namesIn(folder)).filter(isNameOfRun);
}

/** The files of the run that a folder holds, as paths in it: those of a run's names, and of the event files its own. */
export async function runFilesIn(folder: string): Promise<string[]> {
  const events = join(folder, eventFolder);
  // Behind a link are those of other runs, too.
  const isOwn = (await lstat(events).catch(() => undefined))?.isDirectory() ?? false;
  const names = isOwn ? (await namesIn(events)).filter(isEventFile) : [];
  return [...(await runNamesIn(folder)), ...names.map((name) => join(eventFolder, name))];
}

/** What stands in the way of a run, and belongs to none: all of a run's names where there is no run, and folders for files. */
export async function foreignNamesIn(folder: string): Promise<string[]> {
  const names = await runNamesIn(folder);
  const kinds = await Promise.all(names.map((name) => kindOf(join(folder, name))));
  const isRun = await holdsRun(folder);
  const foreign = names.filter((_, i) => !isRun || kinds[i] === 'folder');
  const events = await kindOf(join(folder, eventFolder));
  return events === 'file' ? [...foreign, eventFolder] : foreign;
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'none'> {
  const found = await stat(path).catch(() => lstat(path).catch(() => undefined));
  if (!found) return 'none';
  return found.isDirectory() ? 'folder' : 'file';
}

/** Whether the files of a run's names are a run's: its log begins, or one of its models does, as ours do. */
export async function holdsRun(folder: string): Promise<boolean> {
  const begins = await Promise.all([
    beginsWith(join(folder, fileNames.metrics), 0, '{"kind":"start"'),
    ...[fileNames.last, fileNames.best].map((name) =>
      beginsWith(join(folder, name), headerStart, '{"__metadata__":{"format":"rondo-seq2seq"'),
    ),
  ]);
  return begins.includes(true);
}

/** In a safetensors file, behind the length of the header. */
const headerStart = 8;

async function beginsWith(path: string, offset: number, text: string): Promise<boolean> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer } = await file.read(Buffer.alloc(text.length), 0, text.length, offset);
      return buffer.toString('latin1') === text;
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
