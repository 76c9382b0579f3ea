/** A place in the page, as the part of the address behind # says it: `#/translate?task=dates`. */
export interface Route {
  /** '' for the start. */
  readonly page: string;
  readonly query: Readonly<Record<string, string>>;
}

/** Everything is behind #, so that any static host can serve any link. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  return { page: path.replace(/\/+$/, ''), query: Object.fromEntries(new URLSearchParams(query)) };
}

/** Leaves out what is undefined or empty. */
export function formatRoute({
  page,
  query,
}: {
  readonly page: string;
  readonly query: Readonly<Record<string, string | undefined>>;
}): string {
  const told = Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]);
  const text = new URLSearchParams(told).toString();
  return `#/${page}${text && `?${text}`}`;
}
