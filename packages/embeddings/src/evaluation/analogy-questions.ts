import { DataError } from '@rondo/data';

/** `a` is to `b` as `c` is to `d`. */
export type AnalogyQuestion = readonly [a: string, b: string, c: string, d: string];

export interface AnalogyGroup {
  readonly name: string;
  readonly questions: readonly AnalogyQuestion[];
}

/**
 * Questions in the form of word2vec's questions-words.txt: `: name` begins a group, else four words between blanks stand on a line.
 * @throws DataError that names the line.
 */
export function parseAnalogyQuestions(text: string, name = 'questions'): AnalogyGroup[] {
  const groups: { name: string; questions: AnalogyQuestion[] }[] = [];
  for (const [i, line] of text
    .replace(/^\uFEFF/u, '')
    .split('\n')
    .entries()) {
    const words = line.split(/\s+/u).filter((word) => word !== '');
    const [a, b, c, d] = words;
    if (a === undefined) continue;
    if (a.startsWith(':')) {
      groups.push({ name: words.join(' ').slice(1).trim(), questions: [] });
      continue;
    }
    if (words.length !== 4) {
      throw new DataError(
        `${name}, line ${i + 1}: expected four words, or ": " and the name of a group, received ${JSON.stringify(line.trim().slice(0, 80))}`,
        { name, line: i + 1, words: words.length },
      );
    }
    if (groups.length === 0) groups.push({ name: '', questions: [] });
    groups.at(-1)!.questions.push([a, b!, c!, d!]);
  }
  if (groups.every(({ questions }) => questions.length === 0)) {
    throw new DataError(`${name}: there are no questions; expected four words on a line`, { name });
  }
  return groups;
}
