import { DataError } from '@rondo/data';

/** The words before and after a missing one, in their order. */
export interface Gap {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * What stands for the missing word, one or more `_`, also of full width as Chinese keyboards write it, or dots in their place: the first
 * of these that a text has. So words such as snake_case stay words beside a gap, and dots end sentences beside one that is written `_`.
 */
const marks = [
  // Between blanks.
  /(?<!\S)[_＿]+(?!\S)/gu,
  // At a character that is not of a word written with such.
  /(?<![\p{Script=Latin}\p{N}_])_+|_+(?![\p{Script=Latin}\p{N}_])|＿+/gu,
  /(?<!\S)(?:…+|\.{3,})(?!\S)/gu,
  /[_＿]+|…+|\.{3,}/gu,
];

const betweenBlanks = (text: string): string[] => text.split(/\s+/u).filter((word) => word !== '');

/**
 * The words around the mark (`_`, `…` or `...`) in a text, which are those between blanks or what `split` makes of each side. A mark
 * between blanks counts before others, `_` before dots.
 * @throws DataError unless there is one mark.
 */
export function parseGap(
  text: string,
  split: (text: string) => readonly string[] = betweenBlanks,
): Gap {
  const found =
    marks.map((mark) => [...text.matchAll(mark)]).find(({ length }) => length > 0) ?? [];
  const [mark] = found;
  if (!mark || found.length > 1) {
    throw new DataError(
      `expected one gap, written _ or …, found ${found.length} in ${JSON.stringify(text.slice(0, 80))}`,
      { gaps: found.length },
    );
  }
  return {
    before: split(text.slice(0, mark.index)),
    after: split(text.slice(mark.index + mark[0].length)),
  };
}
