import { nearest } from '@rondo/data';
import * as v from 'valibot';

/** A schema with what its issues are found in. */
interface Root {
  readonly schema: unknown;
  readonly input: unknown;
}

type Issue = v.BaseIssue<unknown>;

/** What is wrong with an input, one line for each fault: which key, what was found, what is allowed, what may have been meant. */
export function explainIssues(issues: readonly Issue[], root: Root): string[] {
  return issues.flatMap((issue) => explain(issue, root));
}

function explain(issue: Issue, root: Root, parents: readonly string[] = []): string[] {
  const path = [...parents, ...(issue.path ?? []).map(({ key }) => String(key))];
  const where = path.join('.');
  const forms = issue.type === 'union' && issue.issues ? formsAt(path, root) : undefined;
  if (forms) return explainForms(issue, forms, root, path);
  if (issue.type === 'strict_object' && issue.expected === 'never') return [unknownKey(path, root)];
  if (judged.has(issue.type)) return [`${where}: ${issue.message}`];
  const expected = readable(issue);
  if (issue.received === 'undefined' || issue.received === 'null') {
    const is = issue.received === 'null' ? 'has no value' : 'is missing';
    const isKey = issue.expected === `"${path.at(-1)}"`;
    const remedy = remedies[where] ?? (isKey ? undefined : `expected ${expected}`);
    return [`${where}: ${is}${remedy === undefined ? '' : `, ${remedy}`}`];
  }
  const bound = /received/i.test(issue.message) ? '' : ` (${issue.message})`;
  const near = nearest(
    issue.input,
    [...(issue.expected ?? '').matchAll(/"([^"]+)"/g)].map(([, word]) => word!),
  );
  const hint = near === undefined ? '' : `; did you mean '${near}'?`;
  return [`${where}: expected ${expected}, received ${issue.received}${bound}${hint}`];
}

/** Kinds of checks that say themselves what is wrong. */
const judged: ReadonlySet<string> = new Set(['raw_check', 'raw_transform']);

/** What to write where a part without which there is no run is missing. */
const remedies: Readonly<Record<string, string>> = {
  data: 'name a task (data: { task: dates }) or files (data: { train: train.tsv, validation: validation.tsv })',
  'data.train': 'name the files of the sentence pairs to learn from, such as train.tsv',
  'data.validation': 'name the files of other sentence pairs to measure by, such as validation.tsv',
};

function readable({ type, expected, message }: Issue): string {
  if (type === 'integer') return 'a whole number';
  return (expected ?? message)
    .replaceAll(/[()]/g, '')
    .split(' | ')
    .filter((word) => word !== 'undefined')
    .join(', ');
}

type Form = v.StrictObjectSchema<v.ObjectEntries, undefined>;

/** The forms of an object that a union takes; undefined where it takes none. */
function formsAt(path: readonly string[], root: Root): readonly Form[] | undefined {
  const union = schemaAt(path, root) as { readonly options?: readonly object[] } | undefined;
  const forms = union?.options?.filter((form): form is Form => 'entries' in form);
  return forms && forms.length > 0 ? forms : undefined;
}

/** The form that is meant has a key that no other has; where none is there, the last one is. */
function explainForms(
  issue: Issue,
  forms: readonly Form[],
  root: Root,
  path: readonly string[],
): string[] {
  const { input } = issue;
  const verdicts = issue.issues?.filter(({ type }) => judged.has(type)) ?? [];
  if (verdicts.length > 0) return verdicts.flatMap((verdict) => explain(verdict, root, path));
  const ownKeys = ({ entries }: Form): string[] =>
    Object.keys(entries).filter(
      (key) => forms.filter((form) => Object.hasOwn(form.entries, key)).length === 1,
    );
  const meant = forms.find(
    (form) =>
      typeof input === 'object' && input !== null && ownKeys(form).some((key) => key in input),
  );
  const form = v.safeParse(meant ?? forms.at(-1)!, input);
  if (!form.success) return form.issues.flatMap((fault) => explain(fault, root, path));
  return [`${path.join('.')}: ${issue.message}`];
}

function unknownKey(path: readonly string[], root: Root): string {
  const key = path.at(-1) ?? '';
  const parent = path.slice(0, -1);
  const known = Object.keys(entriesOf(schemaAt(parent, root), inputAt(parent, root)));
  const near = nearest(key, known);
  const list = `known: ${known.join(', ')}`;
  return `${path.join('.')}: unknown key${otherVariant(key, parent, root)}; ${near ? `did you mean '${near}'?` : list}`;
}

/** Where a key belongs to another kind of thing than the input says it is. */
function otherVariant(key: string, parent: readonly string[], root: Root): string {
  const schema = schemaAt(parent, root);
  if (!isVariant(schema)) return '';
  const owner = schema.options.find(({ entries }) => key in entries);
  const kind = owner && literalOf(owner.entries[schema.key]);
  return kind === undefined ? '' : ` here, it belongs to ${schema.key} '${kind}'`;
}

function inputAt(path: readonly string[], { input }: Root): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key],
    input,
  );
}

function schemaAt(path: readonly string[], root: Root): unknown {
  let { schema, input }: { schema: unknown; input: unknown } = root;
  for (const key of path) {
    schema = unwrapped(entriesOf(schema, input)[key]);
    input = (input as Record<string, unknown> | undefined)?.[key];
  }
  return unwrapped(schema);
}

function unwrapped(schema: unknown): unknown {
  return typeof schema === 'object' && schema !== null && 'wrapped' in schema
    ? unwrapped(schema.wrapped)
    : schema;
}

interface ObjectLike {
  readonly entries: Readonly<Record<string, unknown>>;
}

interface VariantLike {
  readonly key: string;
  readonly options: readonly ObjectLike[];
}

function isVariant(schema: unknown): schema is VariantLike {
  return (
    typeof schema === 'object' && schema !== null && 'type' in schema && schema.type === 'variant'
  );
}

/** The keys that a schema knows in an input, each with its schema. */
function entriesOf(schema: unknown, input: unknown): Readonly<Record<string, unknown>> {
  const plain = unwrapped(schema);
  if (typeof plain !== 'object' || plain === null) return {};
  if (isVariant(plain)) return variantOf(plain, input)?.entries ?? {};
  if ('entries' in plain) return plain.entries as Record<string, unknown>;
  if (!('options' in plain && Array.isArray(plain.options))) return {};
  return Object.assign({}, ...plain.options.map((option) => entriesOf(option, input))) as Record<
    string,
    unknown
  >;
}

/** The form that an input says it has, or has where it says nothing. */
function variantOf({ key, options }: VariantLike, input: unknown): ObjectLike | undefined {
  const kind = (input as Record<string, unknown> | undefined)?.[key];
  return options.find(({ entries }) =>
    kind === undefined ? isOptional(entries[key]) : literalOf(entries[key]) === kind,
  );
}

function isOptional(schema: unknown): boolean {
  return unwrapped(schema) !== schema;
}

function literalOf(schema: unknown): string | undefined {
  return (unwrapped(schema) as { literal?: string } | undefined)?.literal;
}
