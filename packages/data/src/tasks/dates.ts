import type { SentencePair } from '../corpus/sentence-pair.ts';
import { DataError } from '../errors.ts';
import { Random, shuffle } from '../random/random.ts';
import { dateFormats, formatDate, requireDateFormats, type CalendarDate } from './date-formats.ts';
import { cut, requireSplitSizes, type SplitOptions } from './splits.ts';
import type { ToyTask } from './toy-task.ts';

/** Sizes count dates, not examples: each date is written in all formats. */
export interface DateTaskOptions extends SplitOptions {
  /** Ways to write a date, such as `MMM D, YYYY` (JAN 8, 2019) or `DD.MM.YY`; no text should mean two dates. Default: twenty, `dateFormats`. */
  readonly formats?: readonly string[];
}

const firstDay = Date.UTC(1950, 0, 1);
const endDay = Date.UTC(2050, 0, 1);
const msPerDay = 86_400_000;

/**
 * Dates from 1950-01-01 to 2049-12-31 in human formats, to be written as ISO 8601: `'OCT 8, 1989'` → `'1989-10-08'`.
 *
 * The splits are by date, so a test date was never seen in any format. Default sizes: 9,131 dates to train (a quarter), 1,000
 * to validate, 1,000 to test.
 */
export function dateTask({
  seed = 1,
  train = 9131,
  validation = 1000,
  test = 1000,
  formats = dateFormats,
}: DateTaskOptions): ToyTask {
  requireDateFormats(formats);
  const sizes = { seed, train, validation, test };
  requireSplitSizes(sizes);
  const dates = shuffle(allDates(), new Random(seed));
  const wanted = train + validation + test;
  if (wanted > dates.length) {
    throw new DataError(
      `toyTask: ${wanted} dates were asked for, there are ${dates.length}; ask for fewer`,
      { wanted, available: dates.length },
    );
  }
  const splits = cut(dates, sizes);
  const inEveryFormat = (date: CalendarDate): SentencePair[] => {
    const target = formatDate(date, 'YYYY-MM-DD');
    return formats.map((format) => ({ source: formatDate(date, format), target }));
  };
  return {
    name: 'dates',
    train: splits.train.flatMap(inEveryFormat),
    validation: splits.validation.flatMap(inEveryFormat),
    test: splits.test.flatMap(inEveryFormat),
    source: { kind: 'characters' },
    target: { kind: 'characters' },
  };
}

function allDates(): CalendarDate[] {
  return Array.from({ length: (endDay - firstDay) / msPerDay }, (_, i) => {
    const day = new Date(firstDay + i * msPerDay);
    return { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate() };
  });
}
