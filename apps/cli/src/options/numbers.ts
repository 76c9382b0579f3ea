import { InvalidArgumentError } from '@commander-js/extra-typings';

/** Reads an option's whole number. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = parse(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    const upTo = most === Number.MAX_SAFE_INTEGER ? ' or more' : ` to ${most}`;
    throw new InvalidArgumentError(`Expected a whole number, ${least}${upTo}.`);
  };
}

/** Reads an option's number: `least` or more, or between the two. */
export function realNumber(least: number, most = Infinity) {
  return (text: string): number => {
    const value = parse(text);
    if (value >= least && value <= most) return value;
    const upTo = most === Infinity ? ' or more' : ` to ${most}`;
    throw new InvalidArgumentError(`Expected a number, ${least}${upTo}.`);
  };
}

/** Reads an option's number above a bound, and up to another. */
export function numberAbove(bound: number, most = Infinity) {
  return (text: string): number => {
    const value = parse(text);
    if (value > bound && value <= most) return value;
    const upTo = most === Infinity ? '' : `, at most ${most}`;
    throw new InvalidArgumentError(`Expected a number above ${bound}${upTo}.`);
  };
}

/** Reads an option's size in bytes: a number, or one with k, M or G behind it (of 1024). */
export function byteCount(text: string): number {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)([kKMG]?)i?B?$/u.exec(text) ?? [];
  const value = Number(digits) * 1024 ** ['', 'K', 'M', 'G'].indexOf(unit.toUpperCase());
  if (digits !== undefined && Number.isFinite(value) && value >= 1) return Math.floor(value);
  throw new InvalidArgumentError('Expected a number of bytes such as 65536, 64k or 1M.');
}

/** Collects what an option is given several times. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function parse(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
