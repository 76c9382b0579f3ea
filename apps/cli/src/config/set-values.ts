import { parse } from 'yaml';
import { UsageError } from '../errors.ts';

/**
 * Puts `--set a.b=value` into a config as it was read; values are YAML, so `6`, `true` and `[1, 2]` are what they look like.
 * @throws UsageError for a text without `key=` or whose value is not YAML.
 */
export function setValues(config: unknown, assignments: readonly string[]): unknown {
  return assignments.reduce(setValue, config);
}

function setValue(config: unknown, assignment: string): unknown {
  const equals = assignment.indexOf('=');
  const keys = assignment.slice(0, Math.max(equals, 0)).trim().split('.');
  if (equals < 0 || keys.includes('')) {
    throw new UsageError(
      `--set ${assignment}: expected key=value with dots between keys, for instance --set training.epochs=6`,
    );
  }
  return withValue(config, keys, parseValue(assignment, assignment.slice(equals + 1)));
}

function parseValue(assignment: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new UsageError(`--set ${assignment}: the value is not YAML: ${reason}`, error);
  }
}

/** A copy of a tree with one value put in, with maps made on the way. */
function withValue(tree: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const isMap = typeof tree === 'object' && tree !== null && !Array.isArray(tree);
  const entries: Record<string, unknown> = isMap ? { ...tree } : {};
  const child = Object.hasOwn(entries, key) ? entries[key] : undefined;
  return { ...entries, [key]: withValue(child, rest, value) };
}
