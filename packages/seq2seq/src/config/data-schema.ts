import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const path = v.pipe(v.string(), v.minLength(1));

/** A column's number from 0, or the name that the first line gives it. */
const column = v.union([whole, path]);

/** Sentence pairs: one file with columns between tabs, one with a JSON object a line, or two whose lines translate each other; each plain or .gz. */
const files = v.union([
  v.strictObject({ tsv: path, columns: v.exactOptional(v.strictTuple([column, column])) }),
  v.strictObject({ jsonl: path, fields: v.exactOptional(v.strictTuple([path, path])) }),
  v.strictObject({ source: path, target: path }),
]);

/** Where sentence pairs come from: a task made in code, or files. */
export const dataSchema = v.union([
  v.strictObject({
    task: v.picklist(['copy', 'reverse', 'sort', 'addition', 'dates']),
    seed: v.optional(whole, 1),
    /** How many pairs of each split to make; left out: what suits the task. For dates: days, each in every format. */
    train: v.optional(count),
    validation: v.optional(count),
    test: v.optional(count),
  }),
  v.strictObject({ train: files, validation: files, test: v.optional(files) }),
]);
