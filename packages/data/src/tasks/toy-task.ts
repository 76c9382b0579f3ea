import type { SentencePair } from '../corpus/sentence-pair.ts';
import { DataError, nearest } from '../errors.ts';
import type { TokenizerConfig } from '../tokenizers/tokenizer.ts';
import { additionTask, type AdditionTaskOptions } from './addition.ts';
import { dateTask, type DateTaskOptions } from './dates.ts';
import { sequenceTask, type SequenceTaskOptions } from './sequences.ts';

/** A task whose data is made in code; no source of one split occurs in another. */
export interface ToyTask {
  readonly name: ToyTaskName;
  readonly train: readonly SentencePair[];
  readonly validation: readonly SentencePair[];
  readonly test: readonly SentencePair[];
  /** The tokenisers that suit the two sides. */
  readonly source: TokenizerConfig;
  readonly target: TokenizerConfig;
}

export interface ToyTaskOptions {
  readonly copy: SequenceTaskOptions;
  readonly reverse: SequenceTaskOptions;
  readonly sort: SequenceTaskOptions;
  readonly addition: AdditionTaskOptions;
  readonly dates: DateTaskOptions;
}

export type ToyTaskName = keyof ToyTaskOptions;

const makers: { readonly [Name in ToyTaskName]: (options: ToyTaskOptions[Name]) => ToyTask } = {
  copy: (options) => sequenceTask('copy', (numbers) => numbers, options),
  reverse: (options) => sequenceTask('reverse', (numbers) => numbers.toReversed(), options),
  sort: (options) => sequenceTask('sort', (numbers) => numbers.toSorted((a, b) => a - b), options),
  addition: additionTask,
  dates: dateTask,
};

/** The tasks that `toyTask` knows. */
export const toyTaskNames = Object.keys(makers) as readonly ToyTaskName[];

/**
 * Makes the data of a toy task; the same seed gives the same data on every machine.
 *
 * @example toyTask('reverse', { train: 1000 }).train[0] // { source: '3 1 4', target: '4 1 3' } or so
 */
export function toyTask<Name extends ToyTaskName>(
  name: Name,
  options: ToyTaskOptions[Name] = {},
): ToyTask {
  if (!Object.hasOwn(makers, name)) {
    const near = nearest(name, toyTaskNames);
    throw new DataError(
      `toyTask: unknown task ${JSON.stringify(name)}${near === undefined ? '' : `, did you mean "${near}"?`} (known: ${toyTaskNames.join(', ')})`,
      { name, known: toyTaskNames },
    );
  }
  return makers[name](options);
}
