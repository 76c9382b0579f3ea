import { computed, signal } from '@preact/signals';
import { formatRoute, parseRoute, type Route } from './route.ts';

const current = signal<Route>(parseRoute(location.hash));

addEventListener('hashchange', () => (current.value = parseRoute(location.hash)));

/** What every page keeps when one goes to another. */
const lasting = ['backend', 'lang'];

/** Where the person is. */
export const route = computed(() => current.value);

/** The link to a page. */
export function linkTo(page: string): string {
  const query = Object.fromEntries(lasting.map((name) => [name, current.value.query[name]]));
  return formatRoute({ page, query });
}

/** Changes what the address tells of the page's state, without a new entry in the history. */
export function setQuery(changes: Readonly<Record<string, string | undefined>>): void {
  const { page, query } = current.peek();
  const hash = formatRoute({ page, query: { ...query, ...changes } });
  history.replaceState(history.state, '', hash);
  current.value = parseRoute(hash);
}
