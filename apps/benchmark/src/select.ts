import type { Contestant } from './contestant.ts';

/** The names that begin with one of the terms, or equal its kind; all where there are no terms. @throws Error for a term that selects nothing. */
export function selected<T extends { readonly name: string; readonly kind: string }>(
  all: readonly T[],
  terms: readonly string[] | undefined,
): T[] {
  if (terms === undefined) return [...all];
  const fits = ({ name, kind }: T, term: string): boolean => name.startsWith(term) || kind === term;
  for (const term of terms) {
    if (!all.some((one) => fits(one, term))) {
      throw new Error(`no workload begins with '${term}'; --list shows them`);
    }
  }
  return all.filter((one) => terms.some((term) => fits(one, term)));
}

/** The contestants of these ids, each with every number of threads. @throws Error for an id that nobody has. */
export function selectedContestants(
  all: readonly Contestant[],
  ids: readonly string[] | undefined,
): Contestant[] {
  if (ids === undefined) return [...all];
  const unknown = ids.find((id) => id !== 'none' && !all.some((one) => isOf(one, id)));
  if (unknown !== undefined) {
    throw new Error(`there is no contestant '${unknown}'; --list shows them`);
  }
  return all.filter((one) => ids.some((id) => isOf(one, id)));
}

function isOf({ id }: Contestant, wanted: string): boolean {
  return id === wanted || id.replace(/-t\d+$/, '') === wanted;
}
