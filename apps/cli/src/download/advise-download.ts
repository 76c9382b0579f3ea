import { basename, dirname } from 'node:path';
import { DataError } from '@rondo/data';
import { CliError } from '../errors.ts';
import { dataSets } from './data-sets.ts';

/** Does work on files; where one is missing that `rondo download` brings, the error says so. */
export async function adviseDownload<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DataError) || error.facts['code'] !== 'ENOENT') throw error;
    const folder = dirname(String(error.facts['path']));
    const set = dataSets.find(({ name }) => name === basename(folder));
    if (!set) throw error;
    const command = `rondo download ${set.name} --out ${dirname(folder)}`;
    throw new CliError(`${error.message}, or fetch this data with\n  ${command}`, error);
  }
}
