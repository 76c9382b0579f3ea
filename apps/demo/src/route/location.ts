import { batch, computed, signal } from '@preact/signals';
import { formatRoute, parseRoute, type Route } from './route.ts';

type Query = Route['query'];
type Changes = Readonly<Record<string, string | undefined>>;

const current = signal<Route>(parseRoute(location.hash));
/** What each page had in its address when the person was there last. */
const queries = signal<Readonly<Record<string, Query>>>({});

addEventListener('hashchange', () => be(parseRoute(location.hash)));

/** What every page keeps when one goes to another. */
const lasting = ['backend', 'lang'];

/** Changes that follow each other faster are one: typing a number, drawing a slider. */
const pause = 1000;
let changedAt = -Infinity;

/** Where the person is. */
export const route = computed(() => current.value);

/** The link to a page, as the person left it. */
export function linkTo(page: string): string {
  const { query, page: here } = current.value;
  const own = page === here ? query : queries.value[page];
  const kept = Object.fromEntries(lasting.map((name) => [name, query[name]]));
  return formatRoute({ page, query: { ...own, ...kept } });
}

/** Changes what the address tells of the page's state. The way back goes through the changes, those in quick succession as one. */
export function setQuery(changes: Changes): void {
  const next = changed(current.peek(), changes);
  if (next === formatRoute(current.peek())) return;
  const now = performance.now();
  if (now - changedAt < pause) history.replaceState(history.state, '', next);
  else history.pushState(null, '', next);
  changedAt = now;
  be(parseRoute(next));
}

/** Has the address of a page tell what has come about there, wherever the person is. */
export function tellQuery(page: string, changes: Changes): void {
  const { page: here, query } = current.peek();
  if (page !== here) return remember({ page, query: queries.peek()[page] ?? {} }, changes);
  const next = changed({ page, query }, changes);
  history.replaceState(history.state, '', next);
  be(parseRoute(next));
}

function be(next: Route): void {
  batch(() => {
    remember(current.peek(), {});
    current.value = next;
  });
}

function remember(of: Route, changes: Changes): void {
  const { page, query } = parseRoute(changed(of, changes));
  queries.value = { ...queries.peek(), [page]: query };
}

function changed({ page, query }: Route, changes: Changes): string {
  return formatRoute({ page, query: { ...query, ...changes } });
}
