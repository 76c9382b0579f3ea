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
    id: 'recurrent',
    texts: translated(
      {
        name: 'Recurrent cell',
        about:
          'Step through RNN, GRU and LSTM, see what every gate does, and why long sequences are hard.',
      },
      { name: '循环单元', about: '一步一步看 RNN、GRU 和 LSTM，每个门在做什么，长序列为什么难。' },
    ),
    load: async () => (await import('./recurrent/recurrent-page.tsx')).RecurrentPage,
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
  {
    id: 'non-local',
    texts: translated(
      {
        name: 'Non-local',
        about:
          'Train a network on clips with and without a block that looks anywhere, click a position to see where it looks, and draw into the clip.',
      },
      {
        name: '非局部',
        about: '用短片训练网络，有或没有能看任何地方的模块；点一个位置看它看向哪里，也可以自己画。',
      },
    ),
    load: async () => (await import('./non-local/non-local-page.tsx')).NonLocalPage,
  },
  {
    id: 'benchmark',
    texts: translated(
      {
        name: 'Benchmark',
        about:
          'Time this device: one thread, several, the graphics device; share the results as a link.',
      },
      {
        name: '性能测试',
        about: '给这台设备计时：一个线程、多个线程、图形设备；结果可以用链接分享。',
      },
    ),
    load: async () => (await import('./benchmark/benchmark-page.tsx')).loadBenchmarkPage(),
  },
];
