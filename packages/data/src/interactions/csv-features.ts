import type { Lines } from '../corpus/pair-lines.ts';
import { DataError } from '../errors.ts';
import { csvRecords, type CsvOptions } from './csv-records.ts';

export interface CsvFeaturesOptions extends CsvOptions {
  /** The column of what is described: an item, a user. Default 'item'. */
  readonly id?: string;
  /** The column of a name for people. Default: the id is the name. */
  readonly title?: string;
  /** Columns of categories, of which a cell may hold several. */
  readonly categories?: readonly string[];
  /** What stands between the categories of a cell. Default '|'. */
  readonly separator?: string;
  /** Columns of numbers. */
  readonly numbers?: readonly string[];
}

/** What is known of an item or a user. */
export interface Features {
  readonly id: string;
  readonly title: string;
  /** Of each column, the categories. */
  readonly categories: readonly (readonly string[])[];
  /** Of each column, the number; empty cells are 0. */
  readonly numbers: readonly number[];
}

/** The columns of MovieLens' movies.csv. */
export const movieLensMovies = {
  id: 'movieId',
  title: 'title',
  categories: ['genres'],
} as const satisfies CsvFeaturesOptions;

/**
 * Features of items or users by CSV with a header, one a line.
 * @throws DataError naming the line for an id that is empty or comes twice, and for what is no number.
 */
export async function csvFeatures(
  lines: Lines,
  options: CsvFeaturesOptions = {},
): Promise<Features[]> {
  const {
    id = 'item',
    title = id,
    categories = [],
    separator = '|',
    numbers = [],
    name = 'CSV',
  } = options;
  const columns = [id, title, ...categories, ...numbers];
  const found = new Map<string, Features>();
  for await (const { line, cells } of csvRecords(lines, columns, options)) {
    const own = cells[0]!;
    if (own === '' || found.has(own)) {
      const fault = own === '' ? 'is empty' : `has '${own}' for the second time`;
      throw new DataError(
        `${name}, line ${line}: the column '${id}' ${fault}; each line describes one item of its own: correct it, or remove the line`,
        { name, line, id: own },
      );
    }
    const numberCells = cells.slice(2 + categories.length);
    found.set(own, {
      id: own,
      title: cells[1]!,
      categories: cells
        .slice(2, 2 + categories.length)
        .map((cell) => [...new Set(cell.split(separator).filter((one) => one !== ''))]),
      numbers: numberCells.map((cell, n) => {
        const value = Number(cell);
        if (Number.isFinite(value)) return value;
        throw new DataError(
          `${name}, line ${line}: expected a number in the column '${numbers[n]}', found '${cell.slice(0, 40)}'; correct it, or make it a category`,
          { name, line, column: numbers[n], cell },
        );
      }),
    });
  }
  return [...found.values()];
}
