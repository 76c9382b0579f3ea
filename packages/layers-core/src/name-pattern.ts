/**
 * Chooses among names of a state dict: the name itself or that of a module around it (`encoder.layers.0`), an expression that is found
 * in the name, or a function of it.
 *
 * Where a text or an expression chooses none of the names, it chooses among the paths in the code, as `summary` and errors write
 * them: `encoder.layers.0.selfAttn` for `encoder.layers.0.self_attn`, `cells.0.0` for the first layer of a GRU.
 */
export type NamePattern = string | RegExp | ((name: string) => boolean);

export function matches(pattern: NamePattern, name: string): boolean {
  if (typeof pattern === 'function') return pattern(name);
  // `search` starts at the beginning, whatever a /g expression met before.
  if (typeof pattern !== 'string') return name.search(pattern) >= 0;
  return name === pattern || name.startsWith(`${pattern}.`);
}

/** The names that a pattern chooses, each given with its path in the code. */
export function chosenBy(
  pattern: NamePattern,
  paths: ReadonlyMap<string, string>,
): readonly string[] {
  const byName = [...paths.keys()].filter((name) => matches(pattern, name));
  if (byName.length > 0 || typeof pattern === 'function') return byName;
  return [...paths].flatMap(([name, path]) => (matches(pattern, path) ? [name] : []));
}

export function describePattern(pattern: NamePattern): string {
  if (typeof pattern === 'function') return 'the function';
  return typeof pattern === 'string' ? `'${pattern}'` : String(pattern);
}

/** The first of many names, for errors. */
export function someNames(names: readonly string[]): string {
  const shown = 5;
  const rest = names.length - shown;
  return names.slice(0, shown).join(', ') + (rest > 0 ? ` and ${rest} more` : '') || 'none';
}
