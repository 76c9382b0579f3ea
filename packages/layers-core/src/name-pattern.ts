/**
 * Chooses among names: the name itself or that of a module around it (`encoder.layers.0`), an expression that is found in the name,
 * or a function of it.
 */
export type NamePattern = string | RegExp | ((name: string) => boolean);

export function matches(pattern: NamePattern, name: string): boolean {
  if (typeof pattern === 'function') return pattern(name);
  // `search` starts at the beginning, whatever a /g expression met before.
  if (typeof pattern !== 'string') return name.search(pattern) >= 0;
  return name === pattern || name.startsWith(`${pattern}.`);
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
