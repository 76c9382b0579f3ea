import {
  basketLines,
  csvFeatures,
  csvInteractions,
  groceryBaskets,
  historiesOf,
  movieLensMovies,
  movieLensRatings,
  type CsvFeaturesOptions,
  type CsvInteractionsOptions,
  type Features,
  type History,
} from '@rondo/data';
import { readLines } from '@rondo/data/node';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CliError, UsageError } from '../errors.ts';
import { basketSettings, historySettings, type ItemSettings } from './item-settings.ts';

export interface ItemSourceOptions {
  readonly user?: string | undefined;
  readonly item?: string | undefined;
  readonly time?: string | undefined;
  readonly value?: string | undefined;
  readonly least?: number | undefined;
  readonly separator?: string | undefined;
  /** The folder of MovieLens. */
  readonly data?: string | undefined;
  readonly features?: string | undefined;
  readonly title?: string | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly numbers?: readonly string[] | undefined;
}

export interface ItemSource {
  readonly histories: readonly History[];
  readonly features: readonly Features[];
  readonly settings: ItemSettings;
  /** The files that were read. */
  readonly files: readonly string[];
}

export const itemPresets = ['groceries', 'movielens'] as const;

/**
 * What was taken by whom: of a preset, a CSV with a header (.csv), or baskets, one a line.
 * @throws CliError or DataError naming file, line and remedy.
 */
export async function readItems(
  what: string,
  options: ItemSourceOptions,
  folder: string,
): Promise<ItemSource> {
  if (what === 'groceries') {
    refuse(what, options, Object.keys(options));
    return { histories: groceryBaskets(), features: [], settings: basketSettings, files: [] };
  }
  if (what === 'movielens') return readMovieLens(options, folder);
  const path = resolve(folder, what);
  const { data, user, item, time, value, least, separator } = options;
  if (data !== undefined) throw new UsageError('--data is for movielens only; leave it out');
  const { features, files } = await readFeatures(options, folder);
  const given = { features, files: [path, ...files] };
  if (/\.csv(?:\.gz)?$/u.test(what)) {
    refuse('a .csv', options, ['separator']);
    const columns = {
      ...(user !== undefined && { user }),
      ...(item !== undefined && { item }),
      ...(time !== undefined && { time }),
      ...(value !== undefined && { value }),
    };
    const reading = { name: what, columns, ...(least !== undefined && { least }) };
    const histories = await readRatings(path, reading);
    return { ...given, histories, settings: historySettings };
  }
  refuse('baskets, one a line', options, ['user', 'time', 'value', 'least']);
  const histories: History[] = [];
  const baskets = basketLines(readLines(path), separator === undefined ? {} : { separator });
  for await (const basket of baskets) histories.push(basket);
  return { ...given, histories, settings: basketSettings };
}

function readRatings(path: string, options: CsvInteractionsOptions): Promise<History[]> {
  return historiesOf(csvInteractions(readLines(path), options));
}

async function readMovieLens(options: ItemSourceOptions, folder: string): Promise<ItemSource> {
  const { data = 'data/movielens' } = options;
  refuse(
    'movielens',
    options,
    Object.keys(options).filter((name) => name !== 'data'),
  );
  const [ratings, movies] = ['ratings.csv', 'movies.csv'].map((name) => {
    const found = [name, `${name}.gz`]
      .map((file) => join(resolve(folder, data), file))
      .find((file) => existsSync(file));
    if (found !== undefined) return found;
    throw new CliError(
      `there is no ${name} in ${data}; name a folder that has it with --data, or fetch this data with\n  rondo download movielens`,
    );
  }) as [string, string];
  return {
    histories: await readRatings(ratings, { ...movieLensRatings, name: ratings }),
    features: await csvFeatures(readLines(movies), { ...movieLensMovies, name: movies }),
    settings: historySettings,
    files: [ratings, movies],
  };
}

async function readFeatures(
  { features: name, item, title, categories, numbers }: ItemSourceOptions,
  folder: string,
): Promise<{ readonly features: readonly Features[]; readonly files: readonly string[] }> {
  if (name === undefined) {
    const orphan = title ?? categories?.[0] ?? numbers?.[0];
    if (orphan === undefined) return { features: [], files: [] };
    throw new UsageError(
      '--title, --categories and --numbers name columns of --features; name that file, too',
    );
  }
  const path = resolve(folder, name);
  const options: CsvFeaturesOptions = {
    name,
    ...(item !== undefined && { id: item }),
    ...(title !== undefined && { title }),
    ...(categories && { categories }),
    ...(numbers && { numbers }),
  };
  return { features: await csvFeatures(readLines(path), options), files: [path] };
}

/** @throws UsageError for options that this source has no use for. */
function refuse(what: string, options: ItemSourceOptions, names: readonly string[]): void {
  const given = Object.entries(options).find(
    ([name, value]) => names.includes(name) && value !== undefined,
  );
  if (given) throw new UsageError(`--${given[0]} has no meaning for ${what}; leave it out`);
}
