// The characters that Moses' other programs read as marks, in the order in which they are written.
const escapes = [
  ['&', '&amp;'],
  ['|', '&#124;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ["'", '&apos;'],
  ['"', '&quot;'],
  ['[', '&#91;'],
  [']', '&#93;'],
] as const;

/** Writes & | < > ' " [ ] as Moses' files have them: `&amp;`, `&#124;`, `&lt;`, … */
export function escapeToken(token: string): string {
  return escapes.reduce((text, [plain, escaped]) => text.replaceAll(plain, escaped), token);
}

/** The opposite of `escapeToken`; &#38;-like forms that it does not write are left alone, but for the old `&bar;`. */
export function unescapeToken(token: string): string {
  if (!token.includes('&')) return token;
  return escapes
    .toReversed()
    .reduce(
      (text, [plain, escaped]) => text.replaceAll(escaped, plain),
      token.replaceAll('&bar;', '|'),
    );
}
