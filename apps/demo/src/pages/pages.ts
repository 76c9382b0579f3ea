import type { ComponentType } from 'preact';
import { translated, type Translated } from '../i18n/texts.ts';

type PageTexts = Readonly<Record<'name' | 'about', string>>;

/** A page that can be gone to. */
export interface Page {
  /** In the address: `#/attention`. */
  readonly id: string;
  readonly texts: Translated<PageTexts>;
  readonly load: () => Promise<ComponentType>;
}

/** All pages, in the order of the navigation. A new page is a folder here and a line in this list. */
export const pages: readonly Page[] = [
  {
    id: 'attention',
    texts: translated(
      {
        name: 'Attention',
        about:
          'Change queries, keys and values, and see how every number of attention comes about.',
      },
      { name: '注意力', about: '改动查询、键和值，看注意力的每个数字是怎么来的。' },
    ),
    load: async () => (await import('./attention/attention-page.tsx')).AttentionPage,
  },
];
