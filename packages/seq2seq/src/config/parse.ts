import { nearest } from '@rondo/data';
import { RondoError } from '@rondo/tensor';
import * as v from 'valibot';
import { configSchema, type RunConfig } from './schema.ts';

/** A config that does not say what a run needs, or says something unknown. */
export class ConfigError extends RondoError {}

/**
 * Checks a config and fills in the defaults.
 * @throws ConfigError naming each fault by its path; an unknown key with the known one it resembles.
 */
export function parseConfig(config: unknown): RunConfig {
  const result = v.safeParse(configSchema, config ?? {});
  if (result.success) return result.output;
  const faults = result.issues.flatMap((issue) => explain(issue));
  throw new ConfigError(
    `the config has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    { faults },
  );
}

type Issue = v.BaseIssue<unknown>;

function explain(issue: Issue, parents: readonly string[] = []): string[] {
  const path = [...parents, ...(issue.path ?? []).map(({ key }) => String(key))];
  const where = path.join('.');
  if (issue.type === 'union' && issue.issues) return explainUnion(issue, where);
  if (issue.type === 'strict_object' && issue.expected === 'never') return [unknownKey(path)];
  if (issue.received === 'undefined') return [`${where}: is missing, expected ${issue.expected}`];
  const bound = /received/i.test(issue.message) ? '' : ` (${issue.message})`;
  return [`${where}: expected ${readable(issue)}, received ${issue.received}${bound}`];
}

function readable(issue: Issue): string {
  return (issue.expected ?? issue.message).replaceAll(/[()]/g, '').replaceAll(' | ', ', ');
}

/** Data is a task where it names one, else files. */
function explainUnion(issue: Issue, where: string): string[] {
  const { input } = issue;
  const isTask = typeof input === 'object' && input !== null && 'task' in input;
  const form = v.safeParse(configSchema.entries.data.options[isTask ? 0 : 1], input);
  if (!form.success) return form.issues.flatMap((fault) => explain(fault, [where]));
  return [`${where}: ${issue.message}`];
}

function unknownKey(path: readonly string[]): string {
  const key = path.at(-1) ?? '';
  const known = keysAt(path.slice(0, -1));
  const near = nearest(key, known);
  const hint = near ? `did you mean '${near}'?` : `known: ${known.join(', ')}`;
  return `${path.join('.')}: unknown key; ${hint}`;
}

/** The keys that the schema knows at a path. */
function keysAt(path: readonly string[]): string[] {
  let schema: unknown = configSchema;
  for (const key of path) schema = entriesOf(schema)[key];
  return Object.keys(entriesOf(schema));
}

function entriesOf(schema: unknown): Record<string, unknown> {
  if (typeof schema !== 'object' || schema === null) return {};
  if ('wrapped' in schema) return entriesOf(schema.wrapped);
  if ('entries' in schema) return schema.entries as Record<string, unknown>;
  if ('options' in schema && Array.isArray(schema.options)) {
    return Object.assign({}, ...schema.options.map((option) => entriesOf(option))) as Record<
      string,
      unknown
    >;
  }
  return {};
}
