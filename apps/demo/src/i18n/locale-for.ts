import type { Language } from './texts.ts';

/** Of the locales that are preferred the first of a language; the language itself where there is none. */
export function localeFor(wanted: Language, preferred: readonly string[]): string {
  return preferred.find((name) => name.split('-', 1)[0] === wanted) ?? wanted;
}
