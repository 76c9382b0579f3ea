import { DataError, pairFilesOf } from '@rondo/data';
import * as v from 'valibot';
import { consistent } from './consistent.ts';
import { taskContradictions, taskNames } from './task-contradictions.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
/** More would take hours to make. */
const pairCount = v.pipe(count, v.maxValue(1e6));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const path = v.pipe(v.string(), v.minLength(1));

/** A column's number from 0, or the name that the first line gives it. */
const column = v.union([whole, path]);

/** A path alone, whose name says what the file is: `{ tsv: path }` or `{ jsonl: path }`. */
const named = v.pipe(
  path,
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
    try {
      return pairFilesOf(value);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      addIssue({ message: error.message });
      return NEVER;
    }
  }),
);

/** Sentence pairs: one file with columns between tabs, one with a JSON object a line, or two whose lines translate each other; each plain or .gz. */
const files = v.union([
  named,
  v.strictObject({ tsv: path, columns: v.exactOptional(v.strictTuple([column, column])) }),
  v.strictObject({ jsonl: path, fields: v.exactOptional(v.strictTuple([path, path])) }),
  v.strictObject({ source: path, target: path }),
]);

/** A task whose data is made in code, see `toyTask`. */
const task = v.pipe(
  v.strictObject({
    task: v.picklist(taskNames),
    seed: v.optional(whole, 1),
    /** How many pairs of each split to make; left out: what suits the task. For dates: days, each in every format. */
    train: v.optional(pairCount),
    validation: v.optional(pairCount),
    test: v.optional(pairCount),
    /** copy, reverse, sort: the numbers are 0 … symbols − 1. */
    symbols: v.optional(count),
    /** copy, reverse, sort: how many numbers a sequence has. */
    minLength: v.optional(count),
    maxLength: v.optional(count),
    /** addition: most digits of a number. */
    digits: v.optional(count),
    /** dates: how they are written, such as MMM D, YYYY. */
    formats: v.optional(v.pipe(v.array(path), v.minLength(1))),
  }),
  consistent(taskContradictions),
);

/** Where sentence pairs come from: a task made in code, or files. */
export const dataSchema = v.union([
  task,
  v.strictObject({ train: files, validation: files, test: v.optional(files) }),
]);
