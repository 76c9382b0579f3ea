import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nearest } from '@rondo/data';
import { CliError } from '../errors.ts';

/** As far from this file in the sources as in the built command. */
const examples = fileURLToPath(new URL('../../../../examples', import.meta.url));
const ending = '.yaml';

/** What a job trains: translators, or with `embed` vectors of words, whose configs are in a folder of that name. */
export type JobKind = '' | 'embed';

function jobNames(kind: JobKind): string[] {
  const folder = join(examples, kind);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length));
}

/** A line for each job that comes with the command: its name, and what its config says first. */
export function jobList(kind: JobKind = ''): string {
  const names = jobNames(kind);
  const width = Math.max(0, ...names.map(({ length }) => length)) + 2;
  const lines = names.map((name) => {
    const [first = ''] = readFileSync(join(examples, kind, name + ending), 'utf8').split('\n', 1);
    return `  ${name.padEnd(width)}${first.replace(/^#\s*/u, '')}\n`;
  });
  return lines.join('');
}

/** A config and the folder that its paths are relative to. */
interface ConfigPlace {
  readonly file: string;
  readonly folder: string;
}

/**
 * The config that a command line names: a file, or the name of a job that comes with the command; a file counts first. A job's paths are
 * read as if it stood in `examples` of the working folder, so that it finds what `rondo download` puts into `data` there.
 * @throws CliError with the job that may be meant where a plain name is neither.
 */
export function configPlace(
  path: string,
  name: string,
  workingFolder: string,
  kind: JobKind = '',
): ConfigPlace {
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  if (isFile || !/^[a-z0-9][a-z0-9-]*$/iu.test(name)) return { file: path, folder: dirname(path) };
  const names = jobNames(kind);
  if (names.includes(name)) {
    return {
      file: join(examples, kind, name + ending),
      folder: join(workingFolder, 'examples', kind),
    };
  }
  const near = nearest(name, names);
  throw new CliError(
    `there is no file ${path}, and no job ${name}${near === undefined ? '' : `, did you mean ${near}?`} (jobs: ${names.join(', ')})`,
  );
}
