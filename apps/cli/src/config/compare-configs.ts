import type { RunConfig } from '@rondo/seq2seq';

/** A value that two configs do not share. */
export interface ConfigChange {
  /** Its keys with dots between. */
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What a stored run and a config say differently, in the order of the keys. */
export function compareConfigs(before: RunConfig, after: RunConfig): ConfigChange[] {
  const [old, now] = [flatten(before), flatten(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => old.get(key) !== now.get(key))
    .map((key) => ({ key, before: old.get(key), after: now.get(key) }));
}

const fixed = /^(data|tokenizer|vocabulary|model|training\.(maxTokens|maxSentences|seed))(\.|$)/;

/** Whether a stored run cannot go on with the change: its tensors or its place in the data would mean something else. */
export function breaksRun({ key }: ConfigChange): boolean {
  return fixed.test(key);
}

/** As `training.epochs: 2 → 6`. */
export function formatChange({ key, before, after }: ConfigChange): string {
  return `${key}: ${shown(before)} → ${shown(after)}`;
}

function shown(value: unknown): string {
  if (value === undefined) return '(not set)';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Leaves by their path. */
function flatten(tree: unknown, path = ''): Map<string, unknown> {
  if (typeof tree !== 'object' || tree === null) return new Map([[path, tree]]);
  return new Map(
    Object.entries(tree)
      .filter(([, value]) => value !== undefined)
      .flatMap(([key, value]) => [...flatten(value, path === '' ? key : `${path}.${key}`)]),
  );
}
