import { UsageError } from '../errors.ts';

/**
 * The value of an option that a command cannot do without. It is asked for here and not by `requiredOption`, which would speak of it before
 * an option that does not exist: `--modle` is unknown, and did you mean `--model`.
 * @throws UsageError where it is not given.
 */
export function required<Value>(value: Value | undefined, option: string, what: string): Value {
  if (value !== undefined) return value;
  throw new UsageError(`${option} is missing; name ${what} with it (--help tells more)`);
}
