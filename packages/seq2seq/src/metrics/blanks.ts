// Python's notion of a blank, which differs from JavaScript's \s in U+001C–U+001F, U+0085 and U+FEFF.
const anyBlank = String.raw`[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`;
const blank = new RegExp(anyBlank, 'u');
const blanks = new RegExp(`${anyBlank}+`, 'gu');

/** The words between blanks; none of them is empty. */
export const splitAtBlanks = (text: string): string[] =>
  text.split(blanks).filter((word) => word !== '');

export const withoutBlanks = (text: string): string => text.replace(blanks, '');

export function trimEndBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && blank.test(text[end - 1]!)) end--;
  return text.slice(0, end);
}
