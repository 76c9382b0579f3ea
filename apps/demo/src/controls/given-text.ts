import { readTextFile } from './read-text-file.ts';

/** Text of one's own: as it is typed, or what is too long for a field of the page. */
export type GivenText = string | LongText;

/** Only its beginning is shown; workers read the whole. */
export interface LongText {
  readonly name: string;
  readonly blob: Blob;
  readonly beginning: string;
}

/** More than this in a field would hold the page up whenever it is drawn. */
const mostTyped = 100_000;
/** Bytes and lines of a beginning. */
const [bytesShown, linesShown] = [4000, 6];

/** @throws Mistake for a file that is too large or, as far as is seen at once, no text in UTF-8. */
export async function givenFile(file: File): Promise<GivenText> {
  const text = await readTextFile(file, file.size > mostTyped ? bytesShown : undefined);
  return file.size > mostTyped ? longText(file.name, file, text) : text;
}

/** What was typed or pasted. */
export function givenInput(text: string): GivenText {
  if (text.length <= mostTyped) return text;
  return longText('', new Blob([text]), text.slice(0, bytesShown));
}

/**
 * All of it.
 * @throws Mistake for what is no text in UTF-8.
 */
export async function wholeText(given: GivenText): Promise<string> {
  if (typeof given === 'string') return given;
  return readTextFile(new File([given.blob], given.name));
}

function longText(name: string, blob: Blob, text: string): LongText {
  return {
    name,
    blob,
    beginning: text
      .split(/\r\n?|\n/)
      .slice(0, linesShown)
      .join('\n'),
  };
}
