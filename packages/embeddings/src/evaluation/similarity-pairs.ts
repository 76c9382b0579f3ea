import { DataError } from '@rondo/data';

/** Two words, and how similar people find them. */
export interface SimilarityPair {
  readonly a: string;
  readonly b: string;
  readonly score: number;
}

/**
 * Pairs as WordSim-353, SimLex-999 and others come: two words and a number on a line, between tabs, commas or blanks; what follows the
 * number is not read, nor is a first line without one, which names the columns.
 * @throws DataError that names the line, of vectors of words, too.
 */
export function parseSimilarityPairs(text: string, name = 'pairs'): SimilarityPair[] {
  const pairs: SimilarityPair[] = [];
  for (const [i, line] of text
    .replace(/^\uFEFF/u, '')
    .split('\n')
    .entries()) {
    const content = line.trim();
    if (content === '' || content.startsWith('#')) continue;
    const separator = content.includes('\t') ? '\t' : content.includes(',') ? ',' : /\s+/u;
    const columns = content.split(separator).map((part) => part.trim());
    const [a = '', b = '', number = ''] = columns;
    if (isNumber(b) && columns.length !== 3) throw vectorsFor(name, i + 1);
    const score = number === '' ? Number.NaN : Number(number);
    if (a !== '' && b !== '' && Number.isFinite(score)) pairs.push({ a, b, score });
    else if (i > 0 || b === '') {
      throw new DataError(
        `${name}, line ${i + 1}: expected two words and a number between tabs, commas or blanks, received ${JSON.stringify(content.slice(0, 80))}`,
        { name, line: i + 1 },
      );
    }
  }
  if (pairs.length === 0) {
    throw new DataError(`${name}: there are no pairs; expected two words and a number on a line`, {
      name,
    });
  }
  return pairs;
}

const isNumber = (text: string): boolean => text !== '' && Number.isFinite(Number(text));

function vectorsFor(name: string, line: number): DataError {
  return new DataError(
    `${name}, line ${line}: expected two words and a number, found numbers behind the first word, as in a file of vectors; take a file of pairs of words`,
    { name, line },
  );
}
