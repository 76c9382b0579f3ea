import { nearest } from '@rondo/data';
import { UsageError } from '../errors.ts';
import type { DataSet } from './data-set.ts';
import { movieLens } from './movielens.ts';
import { multi30kBpe10k } from './multi30k-bpe10k.ts';
import { multi30k } from './multi30k.ts';
import { songPoems } from './song-poems.ts';
import { tatoeba } from './tatoeba.ts';
import { wikiText } from './wikitext.ts';

/** What `rondo download` knows. */
export const dataSets: readonly DataSet[] = [
  multi30kBpe10k,
  multi30k,
  tatoeba,
  songPoems,
  wikiText,
  movieLens,
];

/** @throws UsageError with the names that there are. */
export function dataSetNamed(name: string): DataSet {
  const found = dataSets.find((set) => set.name === name);
  if (found) return found;
  const names = dataSets.map((set) => set.name);
  const near = nearest(name, names);
  const hint = near === undefined ? '' : `, did you mean ${near}?`;
  throw new UsageError(`there is no data set ${name}${hint} (known: ${names.join(', ')})`);
}
