import { DataError, nearest } from '@rondo/data';
import * as v from 'valibot';

type Options = v.StrictObjectSchema<v.ObjectEntries, undefined>;

/**
 * Options with their defaults.
 * @throws DataError that lists what is wrong, one by one in its `faults`.
 */
export function checkedOptions<T extends Options>(
  schema: T,
  options: unknown,
  what = '',
): v.InferOutput<T> {
  const parsed = v.safeParse(schema, options);
  if (parsed.success) return parsed.output;
  const faults = parsed.issues.map((issue) => optionFault(issue, Object.keys(schema.entries)));
  throw new DataError(`${what}these options do not fit: ${faults.join('; ')}`, { faults });
}

/** What is wrong, in words: which option of those that are `known`, what was found, what is allowed, what may have been meant. */
export function optionFault(issue: v.BaseIssue<unknown>, known: readonly string[]): string {
  const keys = (issue.path ?? []).map(({ key }) => String(key));
  const where = keys.join('.') || 'options';
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const near = nearest(keys.at(-1), known);
    return `${where}: unknown key; ${near === undefined ? `known: ${known.join(', ')}` : `did you mean '${near}'?`}`;
  }
  const near = nearest(issue.input, choicesOf(issue));
  const hint = near === undefined ? '' : `; did you mean '${near}'?`;
  return `${where}: expected ${expectedOf(issue)}, received ${issue.received}${hint}`;
}

/** Words among which one is expected. */
function choicesOf({ expected }: v.BaseIssue<unknown>): string[] {
  return [...(expected ?? '').matchAll(/"([^"]+)"/gu)].map(([, word]) => word!);
}

function expectedOf(issue: v.BaseIssue<unknown>): string {
  const choices = choicesOf(issue);
  if (choices.length > 0) return choices.join(', ');
  const names: Readonly<Record<string, string>> = {
    integer: 'a whole number',
    safe_integer: 'a whole number',
    finite: 'a finite number',
    number: 'a number',
    boolean: 'true or false',
    string: 'a text',
    strict_object: 'keys and their values',
    loose_object: 'keys and their values',
  };
  return names[issue.type] ?? issue.expected ?? issue.message;
}
