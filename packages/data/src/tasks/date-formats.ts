import { DataError } from '../errors.ts';

/** A day of the calendar; month and day count from 1. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const months = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');

const twoDigits = (n: number): string => String(n % 100).padStart(2, '0');

/** The parts a format is written with; M and D without, MM and DD with a leading zero, YY for 1950 … 2049. */
const parts: Readonly<Record<string, (date: CalendarDate) => string>> = {
  YYYY: ({ year }) => String(year),
  YY: ({ year }) => twoDigits(year),
  MMM: ({ month }) => months[month - 1]!,
  MM: ({ month }) => twoDigits(month),
  M: ({ month }) => String(month),
  DD: ({ day }) => twoDigits(day),
  D: ({ day }) => String(day),
};

/**
 * The twenty ways in which the date task writes a date. With / and - between numbers the month comes first (as in the United
 * States), with dots the day (as in Germany): each text has one meaning.
 */
export const dateFormats = [
  'M/D/YYYY',
  'MM/DD/YYYY',
  'M/D/YY',
  'MM/DD/YY',
  'MM-DD-YYYY',
  'MM-DD-YY',
  'D.M.YYYY',
  'DD.MM.YYYY',
  'DD.MM.YY',
  'YYYY/MM/DD',
  'YYYY.MM.DD',
  'YYYYMMDD',
  'MMM D, YYYY',
  'MMM DD, YYYY',
  'MMM D YYYY',
  'D MMM YYYY',
  'DD MMM YYYY',
  'DD-MMM-YYYY',
  'DDMMMYYYY',
  'DDMMMYY',
] as const;

const part = /YYYY|YY|MMM|MM|M|DD|D/gu;

/** Writes a date in a format: `formatDate(date, 'MMM D, YYYY')` → `'OCT 8, 1989'`. */
export function formatDate(date: CalendarDate, format: string): string {
  return format.replace(part, (name) => parts[name]!(date));
}

/** Years in which every day is tried: those whose last two digits are also days and months, and one whose are not. */
const yearsTried = [1999, 2001, 2002, 2010, 2011, 2012, 2028];

/**
 * @throws DataError naming a format that does not say year, month and day once each, or two (or one twice) that write two dates alike.
 */
export function requireDateFormats(formats: readonly string[]): void {
  if (formats.length === 0) throw new DataError('toyTask: dates need at least one format', {});
  for (const format of formats) {
    const letters = (format.match(part) ?? []).map((name) => name[0]);
    if (letters.length === 3 && new Set(letters).size === 3) continue;
    throw new DataError(
      `toyTask: the date format ${JSON.stringify(format)} must say year (YYYY or YY), month (MMM, MM or M) and day (DD or D) once each`,
      { format },
    );
  }
  const meanings = new Map<string, { readonly format: string; readonly day: string }>();
  for (const date of daysTried()) {
    const day = formatDate(date, 'YYYY-MM-DD');
    for (const format of formats) {
      const text = formatDate(date, format);
      const known = meanings.get(text);
      if (known && known.day !== day) {
        throw new DataError(
          `toyTask: ${JSON.stringify(text)} would have two meanings: ${known.day} in the format ${JSON.stringify(known.format)}, ` +
            `${day} in ${JSON.stringify(format)}; leave one of them out`,
          { text, formats: [known.format, format] },
        );
      }
      meanings.set(text, { format, day });
    }
  }
}

function* daysTried(): Generator<CalendarDate> {
  for (const year of yearsTried) {
    for (let month = 1; month <= 12; month++) {
      const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
      for (let day = 1; day <= days; day++) yield { year, month, day };
    }
  }
}
