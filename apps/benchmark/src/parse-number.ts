import { InvalidArgumentError } from '@commander-js/extra-typings';

/** What the CPU backend takes. */
const mostThreads = 64;

/** A whole number of 1 or more on a command line. @throws InvalidArgumentError for anything else. */
export function whole(value: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('Expected a whole number of 1 or more.');
}

/** A number of threads on a command line. @throws InvalidArgumentError for what no backend of ours can have. */
export function threadCount(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1 && number <= mostThreads) return number;
  throw new InvalidArgumentError(`Expected a whole number from 1 to ${mostThreads}.`);
}
