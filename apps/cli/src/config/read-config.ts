import { explainFileError, readText } from '@rondo/data/node';
import { parseConfig, type RunConfig } from '@rondo/seq2seq';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseDocument } from 'yaml';
import { atPlace, CliError } from '../errors.ts';
import { withAbsolutePaths } from './config-paths.ts';
import { setValues } from './set-values.ts';

/**
 * Reads a run's config from YAML or JSON; its paths, relative to the file or else to `folder`, come back absolute.
 * @throws CliError naming file, line and column, or the keys at fault.
 */
export async function readConfig(
  path: string,
  assignments: readonly string[] = [],
  folder = dirname(path),
): Promise<RunConfig> {
  const wanted = await readConfigTree(path, assignments, 'data: { task: dates }');
  const config = await atPlace(path, () => parseConfig(wanted));
  return withAbsolutePaths(config, folder);
}

/**
 * What a config file says, changed as `--set` says, and not checked; `least` is a smallest config.
 * @throws CliError naming file, line and column.
 */
export async function readConfigTree(
  path: string,
  assignments: readonly string[],
  least: string,
): Promise<unknown> {
  return setValues(parseYaml(path, await textOf(path, least)), assignments);
}

async function textOf(path: string, least: string): Promise<string> {
  const { size } = await stat(path).catch(async (error: unknown) => {
    throw await explainFileError(path, error);
  });
  if (size === 0) {
    throw new CliError(`${path} is empty; a config needs at least \`${least}\``);
  }
  return readText(path);
}

function parseYaml(path: string, text: string): unknown {
  const document = parseDocument(text);
  const [fault] = document.errors;
  if (fault) {
    const [{ line, col } = { line: 1, col: 1 }] = fault.linePos ?? [];
    const [message, ...snippet] = fault.message.split('\n');
    const what = message?.replace(/ at line \d+, column \d+:?$/, '');
    const where = `${path}, line ${line}, column ${col}`;
    throw new CliError([`${where}: ${what}`, ...snippet].join('\n').trimEnd(), fault);
  }
  try {
    return document.toJS();
  } catch (error) {
    throw new CliError(`${path}: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}
