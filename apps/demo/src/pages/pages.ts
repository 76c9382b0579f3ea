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
    id: 'translate',
    texts: translated(
      {
        name: 'Translate',
        about:
          'Train a model that turns one sequence into another, watch it learn, see where it looks and decide in its place.',
      },
      {
        name: '翻译',
        about: '训练一个把序列变成另一个序列的模型，看它学习，看它看向哪里，也可以替它做决定。',
      },
    ),
    load: async () => (await import('./translate/translate-page.tsx')).TranslatePage,
  },
  {
    id: 'words',
    texts: translated(
      {
        name: 'Words',
        about:
          'Watch words find their places on a map as a model learns vectors from nothing but their neighbours; ask it for analogies, gaps and what goes with a basket.',
      },
      {
        name: '词向量',
        about: '看模型只凭邻居学出词向量，词在地图上找到自己的位置；再问它类比、填空和购物篮。',
      },
    ),
    load: async () => (await import('./words/words-page.tsx')).WordsPage,
  },
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
