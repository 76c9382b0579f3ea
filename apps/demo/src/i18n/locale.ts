import { language } from './language.ts';
import { localeFor } from './locale-for.ts';

/** How dates and times are written: as the browser prefers, where that is of the language of the page. */
export function locale(): string {
  return localeFor(language.value, navigator.languages);
}
