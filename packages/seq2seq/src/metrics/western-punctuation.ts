/** The ASCII punctuation marks apart from . , - and ' become words of their own (mteval-v13a.pl, Tercom). */
export const splitPunctuation = (text: string): string =>
  text.replace(/[{-~[-` -&(-+:-@/]/gu, ' $& ');

/** Periods and commas become words unless a digit is on that side; a dash does after a digit. */
export const splitBesideNumbers = (text: string): string =>
  text
    .replace(/([^0-9])([.,])/gu, '$1 $2 ')
    .replace(/([.,])([^0-9])/gu, ' $1 $2')
    .replace(/([0-9])(-)/gu, '$1 $2 ');

/** The entities of XML that both tokenisers know become their characters. */
export const decodeEntities = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
