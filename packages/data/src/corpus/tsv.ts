import { DataError, nearest, requireInteger } from '../errors.ts';
import type { Lines } from './pair-lines.ts';
import type { SentencePair } from './sentence-pair.ts';

export interface TsvOptions {
  /**
   * Where source and target stand: two column numbers from 0, or two names that the first line gives to its columns. Default
   * [0, 1].
   */
  readonly columns?: readonly [source: number | string, target: number | string];
  /** What errors call the text, for instance the file's name. Default 'TSV'. */
  readonly name?: string;
}

/**
 * The sentence pairs of lines with columns between tabs, as they arrive; further columns are ignored. Quotes mean nothing, so a
 * sentence cannot contain a tab. An empty line is a pair of empty sides.
 *
 * @throws DataError naming line and columns where a column is missing.
 */
export async function* tsvPairs(
  lines: Lines,
  { columns: [source, target] = [0, 1], name = 'TSV' }: TsvOptions = {},
): AsyncGenerator<SentencePair, void> {
  const header = typeof source === 'string' || typeof target === 'string';
  let places = header ? undefined : [checked(source), checked(target)];
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const cells = line.split('\t');
    if (places === undefined) {
      places = [column(source, cells, name), column(target, cells, name)];
      continue;
    }
    if (line === '') {
      yield { source: '', target: '' };
      continue;
    }
    const [s, t] = [cells[places[0]!], cells[places[1]!]];
    if (s === undefined || t === undefined) {
      throw new DataError(
        `${name}, line ${number}: columns ${places.join(' and ')} (from 0) are wanted, the line has ${cells.length}; are the columns divided by tabs?`,
        { name, line: number, columns: places, found: cells.length },
      );
    }
    yield { source: s, target: t };
  }
}

function column(wanted: number | string, header: readonly string[], name: string): number {
  if (typeof wanted === 'number') return checked(wanted);
  const at = header.indexOf(wanted);
  if (at >= 0) return at;
  const near = nearest(wanted, header);
  throw new DataError(
    `${name}, line 1: there is no column ${JSON.stringify(wanted)}${near === undefined ? '' : `, did you mean ${JSON.stringify(near)}?`} (found: ${header.join(', ').slice(0, 200)}); name columns as the first line does, or by number from 0`,
    { name, column: wanted, found: header },
  );
}

function checked(place: number | string): number {
  requireInteger('column', Number(place), 0);
  return Number(place);
}
