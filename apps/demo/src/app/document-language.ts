import { effect } from '@preact/signals';
import { textsOf } from '../i18n/language.ts';
import { appTexts } from './app-texts.ts';

/** What search engines and shared links show is in the language of the page; its title and `lang` are set where they are known. */
export function describePage(): void {
  effect(() => {
    const { description } = textsOf(appTexts);
    document.querySelector('meta[name=description]')?.setAttribute('content', description);
  });
}
