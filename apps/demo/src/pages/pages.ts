import type { ComponentType } from 'preact';
import type { Translated } from '../i18n/texts.ts';

type PageTexts = Readonly<Record<'name' | 'about', string>>;

/** A page that can be gone to. */
export interface Page {
  /** In the address: `#/attention`. */
  readonly id: string;
  readonly texts: Translated<PageTexts>;
  readonly load: () => Promise<ComponentType>;
}

/** All pages, in the order of the navigation. A new page is a folder here and a line in this list. */
export const pages: readonly Page[] = [];
