import type { Lines } from '../corpus/pair-lines.ts';
import { DataError } from '../errors.ts';
import { csvRecords, type CsvOptions } from './csv-records.ts';
import type { Interaction } from './interaction.ts';

/** What the columns of interactions are called. */
export interface InteractionColumns {
  /** Default 'user'. */
  readonly user?: string;
  /** Default 'item'. */
  readonly item?: string;
  /** Numbers that grow, or dates. Default: none, the order of the lines is the order in time. */
  readonly time?: string;
  /** How much was bought, how well it was liked. */
  readonly value?: string;
}

export interface CsvInteractionsOptions extends CsvOptions {
  readonly columns?: InteractionColumns;
  /** Interactions of a smaller value are left out; needs the column `value`. */
  readonly least?: number;
}

/** The columns of MovieLens' ratings.csv, and the rating from which on a film counts as liked. */
export const movieLensRatings = {
  columns: { user: 'userId', item: 'movieId', time: 'timestamp', value: 'rating' },
  least: 4,
} as const satisfies CsvInteractionsOptions;

/**
 * Interactions of CSV with a header, one a line, as they arrive.
 * @throws DataError naming the line for an empty user or item, and for a time or value that cannot be read.
 */
export async function* csvInteractions(
  lines: Lines,
  { columns = {}, least, ...options }: CsvInteractionsOptions = {},
): AsyncGenerator<Interaction, void> {
  const { user = 'user', item = 'item', time, value } = columns;
  const { name = 'CSV' } = options;
  if (least !== undefined && value === undefined) {
    throw new DataError(
      `${name}: values below ${least} shall be left out, but no column is named for them; name it as columns.value`,
      { name, least },
    );
  }
  const wanted = [user, item, ...(time === undefined ? [] : [time])];
  if (value !== undefined) wanted.push(value);
  for await (const { line, cells } of csvRecords(lines, wanted, options)) {
    const [ownUser, ownItem] = [cells[0]!, cells[1]!];
    if (ownUser === '' || ownItem === '') {
      const empty = ownUser === '' ? user : item;
      throw new DataError(
        `${name}, line ${line}: the column '${empty}' is empty; an interaction needs a user and an item: put one there, or remove the line`,
        { name, line, column: empty },
      );
    }
    if (value !== undefined) {
      const cell = cells.at(-1)!;
      const own = cell.trim() === '' ? Number.NaN : Number(cell);
      if (Number.isNaN(own)) throw unreadable(name, line, value, cell, 'a number');
      if (least !== undefined && own < least) continue;
    }
    const base = { user: ownUser, item: ownItem };
    yield time === undefined ? base : { ...base, time: timeOf(cells[2]!, time, line, name) };
  }
}

/** Numbers as they are, dates in milliseconds. */
function timeOf(cell: string, column: string, line: number, name: string): number {
  const number = cell.trim() === '' ? Number.NaN : Number(cell);
  const time = Number.isNaN(number) ? Date.parse(cell) : number;
  if (Number.isFinite(time)) return time;
  throw unreadable(name, line, column, cell, 'a number or a date such as 2024-05-31T12:00:00Z');
}

function unreadable(
  name: string,
  line: number,
  column: string,
  cell: string,
  wanted: string,
): DataError {
  return new DataError(
    `${name}, line ${line}: expected ${wanted} in the column '${column}', found '${cell.slice(0, 40)}'; correct it, or name another column`,
    { name, line, column, cell },
  );
}
