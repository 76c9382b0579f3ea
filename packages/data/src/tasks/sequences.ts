import { requireInteger } from '../errors.ts';
import { Random } from '../random/random.ts';
import { drawSplits, type SplitOptions } from './splits.ts';
import type { ToyTask } from './toy-task.ts';

export interface SequenceTaskOptions extends SplitOptions {
  /** The numbers are 0 … symbols − 1. Default 20. */
  readonly symbols?: number;
  /** The shortest and the longest sequence; every length is equally likely. Default 1 and 12. */
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** Sequences of integers with blanks between, and what `transform` makes of them. Default sizes 10,000, 500 and 500. */
export function sequenceTask(
  name: 'copy' | 'reverse' | 'sort',
  transform: (numbers: readonly number[]) => readonly number[],
  {
    seed = 1,
    train = 10_000,
    validation = 500,
    test = 500,
    symbols = 20,
    minLength = 1,
    maxLength = 12,
  }: SequenceTaskOptions,
): ToyTask {
  requireInteger('symbols', symbols, 1);
  requireInteger('minLength', minLength, 1);
  requireInteger('maxLength', maxLength, minLength);
  let available = 0;
  for (let length = minLength; length <= maxLength; length++) available += symbols ** length;
  const splits = drawSplits(
    { seed, train, validation, test },
    available,
    new Random(seed),
    (random) => {
      const length = minLength + random.integer(maxLength - minLength + 1);
      const numbers = Array.from({ length }, () => random.integer(symbols));
      const source = numbers.join(' ');
      return { key: source, source, target: transform(numbers).join(' ') };
    },
  );
  return { name, ...splits, source: { kind: 'whitespace' }, target: { kind: 'whitespace' } };
}
