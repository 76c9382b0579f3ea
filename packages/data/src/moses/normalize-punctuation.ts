import { mosesLanguage, type MosesLanguageName } from './languages.ts';

type Rule = readonly [pattern: RegExp, replacement: string];

const quotes: readonly Rule[] = [
  [/[„“”‟«»]|''|``/gu, '"'],
  [/[‘’‚‛`´]/gu, "'"],
  [/''/gu, '"'],
];
const dashes: readonly Rule[] = [
  [/[–‑‒−]/gu, '-'],
  [/\s*[—―]\s*/gu, ' - '],
  [/…/gu, '...'],
];
const blanks: readonly Rule[] = [
  // Marks that are not seen; joiners stay, some scripts need them.
  [/[\u200B\u200E\u200F\u2060\uFEFF\u00AD]/gu, ''],
  [/\s+/gu, ' '],
];
const attached: readonly Rule[] = [
  [/ (?=[,.;:!?)\]](?:\s|$))/gu, ''],
  [/(?<=[([]) /gu, ''],
  [/(?<=\d) (?=%)/gu, ''],
];

/**
 * Makes punctuation uniform, as Moses' normaliser does: quotation marks of all shapes become " and ', dashes become -, an
 * ellipsis three full stops, blanks of all widths one blank; blanks before closing and after opening punctuation go.
 *
 * Between digits a no-break space becomes the decimal mark's counterpart: `1 000` → `1.000` (de, fr, cs, es, it), `1,000` (en).
 */
export function normalizePunctuation(text: string, language: MosesLanguageName = 'en'): string {
  const { decimal } = mosesLanguage(language);
  const thousands = decimal === '.' ? ',' : '.';
  const grouped = text.replaceAll(/(?<=\d)[\u00A0\u202F](?=\d{3}(?!\d))/gu, thousands);
  return apply(grouped, [...dashes, ...quotes, ...blanks, ...attached]).trim();
}

function apply(text: string, rules: readonly Rule[]): string {
  return rules.reduce((result, [pattern, by]) => result.replaceAll(pattern, by), text);
}
