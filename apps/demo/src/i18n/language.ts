import { computed, effect, signal } from '@preact/signals';
import { route, setQuery } from '../route/location.ts';
import { stored } from '../storage/stored.ts';
import { languages, type Language, type Texts, type Translated } from './texts.ts';

const preference = stored('rondo-language');
const chosen = signal(asLanguage(preference.get()));

/** The language in the address, else the chosen one, else the browser's. */
export const language = computed<Language>(
  () => asLanguage(route.value.query['lang']) ?? chosen.value ?? ofBrowser(),
);

effect(() => {
  document.documentElement.lang = language.value;
});

export function chooseLanguage(value: Language): void {
  preference.set(value);
  chosen.value = value;
  if (route.peek().query['lang'] !== undefined) setQuery({ lang: value });
}

/** Texts in the language of the page. */
export function textsOf<T extends Texts>(texts: Translated<T>): Translated<T>[Language] {
  return texts[language.value];
}

function asLanguage(value: string | null | undefined): Language | undefined {
  return languages.find((known) => known === value);
}

function ofBrowser(): Language {
  return navigator.languages.some((name) => name.startsWith('zh')) &&
    !navigator.languages[0]?.startsWith('en')
    ? 'zh'
    : 'en';
}
