import { dsvFormat } from 'd3-dsv';
import type { Lines } from '../corpus/pair-lines.ts';
import { DataError, nearest } from '../errors.ts';

export interface CsvOptions {
  /** What stands between cells. Default a comma. */
  readonly delimiter?: string;
  /** What errors call the text, for instance the file's name. Default 'CSV'. */
  readonly name?: string;
}

/** The cells of the columns that were asked for, in that order. */
export interface CsvRecord {
  /** The line it begins on, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Lines that one record may take; a quote that is never closed ends there. */
const longestRecord = 1000;

/**
 * The records of CSV whose first line names the columns (RFC 4180: a cell in quotes may hold delimiters, line ends, and quotes twice),
 * as they arrive; empty lines are passed over.
 *
 * @throws DataError naming the line, where a column is missing, a record has too few or too many cells, or a quote is not closed.
 */
export async function* csvRecords(
  lines: Lines,
  columns: readonly string[],
  { delimiter = ',', name = 'CSV' }: CsvOptions = {},
): AsyncGenerator<CsvRecord, void> {
  const format = dsvFormat(delimiter);
  const cellsOf = (text: string): readonly string[] =>
    text.includes('"') ? (format.parseRows(text)[0] ?? []) : text.split(delimiter);
  let header: readonly string[] | undefined;
  let places: readonly number[] = [];
  for await (const { line, text } of quotedLines(lines, name)) {
    const cells = cellsOf(text);
    if (header === undefined) {
      header = cells;
      places = columns.map((column) => placeOf(column, cells, name));
      continue;
    }
    if (cells.length !== header.length) {
      throw new DataError(
        `${name}, line ${line}: expected ${header.length} cells as in the first line, found ${cells.length}; ` +
          `is '${delimiter}' between them? A cell with such a character or a quote is written in quotes, its own quotes twice`,
        { name, line, expected: header.length, found: cells.length },
      );
    }
    yield { line, cells: places.map((place) => cells[place]!) };
  }
}

/** Lines, joined where an open quote goes on. */
async function* quotedLines(
  lines: Lines,
  name: string,
): AsyncGenerator<{ readonly line: number; readonly text: string }, void> {
  let [number, open]: [number, string[]] = [0, []];
  const unclosed = (): DataError => {
    const line = number - open.length + 1;
    return new DataError(
      `${name}, line ${line}: a quote is opened and not closed in ${open.length} lines; a quote within a cell is written twice, the cell in quotes`,
      { name, line },
    );
  };
  for await (const line of lines) {
    number += 1;
    const isBalanced = countQuotes(line) % 2 === 0;
    if (open.length === 0 && isBalanced) {
      if (line !== '') yield { line: number, text: line };
      continue;
    }
    open.push(line);
    if (open.length > 1 && !isBalanced) {
      yield { line: number - open.length + 1, text: open.join('\n') };
      open = [];
    }
    if (open.length >= longestRecord) throw unclosed();
  }
  if (open.length > 0) throw unclosed();
}

function countQuotes(line: string): number {
  let count = 0;
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) count += 1;
  return count;
}

function placeOf(column: string, header: readonly string[], name: string): number {
  const place = header.indexOf(column);
  if (place >= 0) return place;
  const near = nearest(column, header);
  throw new DataError(
    `${name}, line 1: there is no column '${column}'${near === undefined ? '' : `, did you mean '${near}'?`} ` +
      `(found: ${header.join(', ').slice(0, 200)}); name the columns as the first line does`,
    { name, column, found: header },
  );
}
