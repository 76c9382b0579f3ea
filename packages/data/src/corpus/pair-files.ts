import { DataError } from '../errors.ts';
import type { JsonlOptions } from './jsonl.ts';
import type { TsvOptions } from './tsv.ts';

/** Where sentence pairs stand: two text files, one with columns between tabs, or one with a JSON object a line; each also `.gz`. */
export type PairFiles =
  | { readonly source: string; readonly target: string }
  | { readonly tsv: string; readonly columns?: TsvOptions['columns'] }
  | { readonly jsonl: string; readonly fields?: JsonlOptions['fields'] };

/**
 * What a path's name says that it is: `.tsv`, `.jsonl` or `.ndjson`, each also with `.gz`.
 * @throws DataError for any other name.
 */
export function pairFilesOf(path: string): { tsv: string } | { jsonl: string } {
  const name = path.replace(/\.gz$/u, '');
  if (name.endsWith('.tsv')) return { tsv: path };
  if (name.endsWith('.jsonl') || name.endsWith('.ndjson')) return { jsonl: path };
  throw new DataError(
    `cannot tell what ${path} is by its name: expected .tsv, .jsonl or .ndjson, also with .gz; say { tsv }, { jsonl } or { source, target }`,
    { path },
  );
}
