/** A place in the page, as the part of the address behind # says it: `#/translate?task=dates`. */
export interface Route {
  /** '' for the start. */
  readonly page: string;
  readonly query: Readonly<Record<string, string>>;
}

/** Everything is behind #, so that any static host can serve any link. A setting that is told twice has both values, which no page understands and so names. */
export function parseRoute(hash: string): Route {
  const place = hash.replace(/^#\/*/, '');
  const end = place.indexOf('?');
  const [path, query] = end < 0 ? [place, ''] : [place.slice(0, end), place.slice(end + 1)];
  return { page: path.replace(/\/+$/, '').toLowerCase(), query: parseQuery(query) };
}

function parseQuery(text: string): Route['query'] {
  const params = new URLSearchParams(text);
  return Object.fromEntries(
    [...params.keys()].map((name) => [name, [...new Set(params.getAll(name))].join(' / ')]),
  );
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
