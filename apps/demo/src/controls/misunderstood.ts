/** By the names of the address: how a setting was understood, or whether a text can be. */
export type KnownSettings = Readonly<
  Record<string, string | number | boolean | undefined | ((text: string) => boolean)>
>;

/** Letters of a value that are told; a drawing has hundreds. */
const mostTold = 40;

/** The settings of an address that a page has not understood as they stand, and those that it does not have. */
export function misunderstood(
  query: Readonly<Record<string, string>>,
  known: KnownSettings,
): string[] {
  return Object.entries(query)
    .filter(
      ([name, text]) => !isUnderstood(text, Object.hasOwn(known, name) ? known[name] : undefined),
    )
    .map(
      ([name, text]) => `${name}=${text.length > mostTold ? `${text.slice(0, mostTold)}…` : text}`,
    );
}

function isUnderstood(text: string, as: KnownSettings[string]): boolean {
  if (typeof as === 'function') return as(text);
  return as !== undefined && plain(text) === plain(String(as));
}

/** Numbers as they are written shortest: 1.0 is 1. */
function plain(text: string): string {
  return text.replaceAll(/-?\d+(\.\d+)?/g, (number) => String(Number(number)));
}
